import PolygraphQuantities

/// An office, or a satellite of one.
public struct Office: AgencyRecord {
  /// The kind of these records.
  public static let kind = RecordKind(rawValue: "office")
  /// The record's identifier.
  public let id: RecordIdentifier
  /// A short code that numbers of exams begin with, as `SAT`; unique.
  public var code: String
  /// The office's name.
  public var name: String
  /// The office that a satellite belongs to; `nil` for an office of its own.
  public var parent: RecordIdentifier?
  /// The modes it works in; `nil` for those of the office it is a satellite of, or none.
  public var site: SitePolicy?

  /// Makes an office.
  public init(id: RecordIdentifier, code: String, name: String, parent: RecordIdentifier? = nil) {
    self.id = id
    self.code = code
    self.name = name
    self.parent = parent
  }

  /// Where the store finds the record.
  public var index: RecordIndex { RecordIndex(office: parent, key: code) }
}

/// An instrument.
public struct Instrument: AgencyRecord {
  /// The kind of these records.
  public static let kind = RecordKind(rawValue: "instrument")
  /// The record's identifier.
  public let id: RecordIdentifier
  /// The serial number; unique together with the model.
  public var serial: String
  /// The model.
  public var model: String
  /// The version of its firmware.
  public var firmware: String?
  /// The sensors it has, by their names in the model.
  public var sensors: [String] = []
  /// The office it is used at.
  public var office: RecordIdentifier?
  /// When it was bought.
  public var purchased: Timestamp?
  /// When the maker's calibration runs out.
  public var calibrationDue: Timestamp?
  /// When the next functionality check is due.
  public var checkDue: Timestamp?
  /// Where the instrument stands.
  public var state = InstrumentState.checkDue

  /// Makes an instrument.
  public init(id: RecordIdentifier, serial: String, model: String) {
    self.id = id
    self.serial = serial
    self.model = model
  }

  /// Where the store finds the record.
  public var index: RecordIndex {
    RecordIndex(office: office, state: state.rawValue, due: checkDue, key: "\(model)\u{1F}\(serial)")
  }

  /// True when the instrument may be used at that time: in service or checked, and nothing run out.
  public func isCurrent(at instant: Timestamp) -> Bool {
    (state == .inService || state == .checked) && (calibrationDue.map { instant <= $0 } ?? true)
      && (checkDue.map { instant <= $0 } ?? false)
  }
}

/// A functionality check of an instrument (REQ-11).
public struct InstrumentCheck: AgencyRecord {
  /// The kind of these records.
  public static let kind = RecordKind(rawValue: "instrument-check")

  /// One step of a check.
  public struct Step: Hashable, Sendable, Codable {
    /// What was looked at.
    public var name: String
    /// What was found.
    public var value: Double
    /// The unit of value and limits.
    public var unit: String
    /// The least that passes.
    public var lower: Double?
    /// The most that passes.
    public var upper: Double?

    /// Makes a step.
    public init(name: String, value: Double, unit: String, lower: Double? = nil, upper: Double? = nil) {
      self.name = name
      self.value = value
      self.unit = unit
      self.lower = lower
      self.upper = upper
    }

    /// True when the value lies within the limits.
    public var passes: Bool {
      value.isFinite && (lower.map { $0 <= value } ?? true) && (upper.map { value <= $0 } ?? true)
    }
  }

  /// The record's identifier.
  public let id: RecordIdentifier
  /// The instrument.
  public var instrument: RecordIdentifier
  /// The account of the person who checked.
  public var operatedBy: String
  /// When.
  public var at: Timestamp
  /// The version of the software.
  public var software: String
  /// The steps.
  public var steps: [Step]
  /// The SHA-256 of the chart that was recorded.
  public var chart: String?
  /// The name the person signed with.
  public var signature: String

  /// Makes a check.
  public init(
    id: RecordIdentifier, instrument: RecordIdentifier, operatedBy: String, at: Timestamp, software: String,
    steps: [Step], signature: String
  ) {
    self.id = id
    self.instrument = instrument
    self.operatedBy = operatedBy
    self.at = at
    self.software = software
    self.steps = steps
    self.signature = signature
  }

  /// True when there are steps and each passes.
  public var passes: Bool { !steps.isEmpty && steps.allSatisfy(\.passes) }
  /// Where the store finds the record.
  public var index: RecordIndex { RecordIndex(account: operatedBy, state: passes ? "passed" : "failed") }
}
