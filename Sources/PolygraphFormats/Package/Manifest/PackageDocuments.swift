import Foundation
import PolygraphIntegrity
import PolygraphModel
import PolygraphQuantities

/// Which package this is; the same in its manifest, its journal and its close record.
public struct PackageIdentity: Hashable, Sendable, Codable {
  /// A name that no other package has.
  public var id: String
  /// When it was begun.
  public var created: Timestamp
  /// The software that wrote it.
  public var software: String

  /// Makes an identity with a new name.
  public init(created: Timestamp, software: String) {
    id = UUID().uuidString.lowercased()
    self.created = created
    self.software = software
  }
}

/// An instrument of a session.
public struct PackageInstrument: Hashable, Sendable, Codable {
  /// Its name in the package, which segments and sensors use.
  public var id: String
  /// What it is.
  public var identity: InstrumentIdentity
  /// What is assumed of its electrical safety (REQ-15), as the battery it runs on.
  public var safety: String?
  /// What else it tells: firmware, port, settings.
  public var values: [String: String]

  /// Makes an instrument.
  public init(
    id: String, identity: InstrumentIdentity = InstrumentIdentity(), safety: String? = nil,
    values: [String: String] = [:]
  ) {
    self.id = id
    self.identity = identity
    self.safety = safety
    self.values = values
  }
}

/// `manifest.json`: the package's instruments and segments.
public struct PackageManifest: Hashable, Sendable, Codable {
  /// The document's schema.
  public static let schemaName = "polygraph.package/1"

  /// The document's schema, ``schemaName``.
  public var schema = PackageManifest.schemaName
  /// Which package it is.
  public var package: PackageIdentity
  /// The instruments.
  public var instruments: [PackageInstrument]
  /// The instrument whose sample index is the charts' clock.
  public var primary: String?
  /// The segments, by number.
  public var segments: [SegmentDescription]
}

/// `exam.json`: what makes a recording an exam. It carries no identity of a person.
public struct ExamRecord: Hashable, Sendable, Codable {
  /// The document's schema.
  public static let schemaName = "polygraph.package-exam/1"

  /// The questions of a series, in all their versions.
  public struct SeriesRecord: Hashable, Sendable, Codable {
    /// The series' name.
    public var series: String
    /// The questions; each version of a text is one.
    public var questions: [Question]

    /// Makes a record.
    public init(series: String, questions: [Question]) {
      self.series = series
      self.questions = questions
    }
  }

  /// The document's schema, ``schemaName``.
  public var schema = ExamRecord.schemaName
  /// The exam's name: a pseudonym.
  public var name: String
  /// The test format, as `federal-zct`; absent when it was not said.
  public var testFormat: String?
  /// What recorded it, as the exam names it.
  public var instrument: InstrumentIdentity
  /// The series, in order.
  public var series: [SeriesRecord]
  /// Which sensor each channel carries, and how its counts become values.
  public var sensors: [SensorRecord]

  /// Makes a record.
  public init(
    name: String, testFormat: String? = nil, instrument: InstrumentIdentity = InstrumentIdentity(),
    series: [SeriesRecord] = [], sensors: [SensorRecord] = []
  ) {
    self.name = name
    self.testFormat = testFormat
    self.instrument = instrument
    self.series = series
    self.sensors = sensors
  }
}

/// A row of the channel table: what a channel of an instrument senses.
public struct SensorRecord: Hashable, Sendable, Codable {
  /// The instrument's name in the package.
  public var instrument: String
  /// The channel's name in its segments.
  public var channel: String
  /// What it senses.
  public var sensor: Sensor
  /// The unit of the physical values.
  public var unit: MeasurementUnit
  /// The gain's numerator and denominator: value = count · numerator / denominator + offset.
  public var gain: [Double]
  /// The value of count zero.
  public var offset: Double
  /// The name and version of the transfer function, so that a wrong factor can be mended years later.
  public var transfer: String?
  /// Bits of the converter.
  public var bits: Int?
  /// What the instrument has already done to the samples, in words.
  public var conditioning: String?

  /// Makes a row.
  public init(
    instrument: String, channel: String, sensor: Sensor, unit: MeasurementUnit = .count,
    calibration: Calibration = .identity, transfer: String? = nil, bits: Int? = nil, conditioning: String? = nil
  ) {
    self.instrument = instrument
    self.channel = channel
    self.sensor = sensor
    self.unit = unit
    gain = [calibration.numerator, calibration.denominator]
    offset = calibration.offset
    self.transfer = transfer
    self.bits = bits
    self.conditioning = conditioning
  }

  /// How counts become values, or `nil` when the gain is none.
  public var calibration: Calibration? {
    guard gain.count == 2, gain[0] != 0, gain[1] > 0, gain.allSatisfy(\.isFinite), offset.isFinite else { return nil }
    return Calibration(numerator: gain[0], denominator: gain[1], offset: offset)
  }
}

/// A file that was put into the package: pictures of the session.
public struct Attachment: Hashable, Sendable, Codable {
  /// The file, relative to the package.
  public var file: String
  /// Its length in bytes.
  public var bytes: Int
  /// The SHA-256 of its bytes.
  public var sha256: String
  /// The time of day at its first picture.
  public var start: Timestamp
  /// The monotonic clock at its first picture, in nanoseconds.
  public var mono: Int64
  /// How long after the package's beginning its first picture lies, in nanoseconds; negative when before.
  public var offset: Int64
}

/// `close.json`: the orderly end, or the end that a recovery made.
public struct CloseRecord: Hashable, Sendable, Codable {
  /// The document's schema.
  public static let schemaName = "polygraph.package-close/1"

  /// A file and its digest.
  public struct FileRecord: Hashable, Sendable, Codable {
    /// The file, relative to the package.
    public var file: String
    /// Its length in bytes.
    public var bytes: Int
    /// The SHA-256 of its bytes in lower-case hexadecimal.
    public var sha256: String
  }

  /// A segment as it ended.
  public struct SegmentRecord: Hashable, Sendable, Codable {
    /// The segment's number.
    public var segment: Int
    /// The file that holds it: the one of its description, or for sound its FLAC form.
    public var file: String
    /// Whole frames that count; a file may hold torn bytes behind them.
    public var frames: Int
    /// Frames among them that were lost and filled.
    public var filled: Int
    /// The SHA-256 of the frames' bytes as the W64 file has them, without its header.
    public var dataSha256: String
    /// How its frames lie on the host's clock, as last known.
    public var fit: ClockFit?
  }

  /// Amendments that hang on a close record which was lost: where their chain begins, and how far it went when a
  /// recovery made this record in the lost one's place.
  public struct EarlierAmendments: Hashable, Sendable, Codable {
    /// The `previous` of the first entry: the SHA-256 of the close record that was lost.
    public var previous: String
    /// Sound entries there were.
    public var entries: Int
    /// The digest of the last of them.
    public var head: String
  }

  /// The document's schema, ``schemaName``.
  public var schema = CloseRecord.schemaName
  /// Which package it is.
  public var package: PackageIdentity
  /// When it was closed.
  public var closed: Timestamp
  /// True when a recovery closed it.
  public var recovered: Bool
  /// The records of the journal.
  public var journalRecords: Int
  /// The bytes of the journal that are whole records.
  public var journalBytes: Int
  /// The segments.
  public var segments: [SegmentRecord]
  /// Every file of the package at that moment, this one left out.
  public var files: [FileRecord]
  /// Amendments of before, when a recovery had to make the record again.
  public var amendments: EarlierAmendments?
}

/// The package's JSON documents: sorted names, indented, a line feed at the end.
enum PackageDocument {
  static func data(_ value: some Encodable) throws(PackageError) -> Data {
    let encoder = JSONLine.documentEncoder()
    do {
      return try encoder.encode(value) + Data("\n".utf8)
    } catch {
      throw PackageError(.state, "A document holds a number that JSON cannot carry.")
    }
  }

  /// Reads a document, checking its schema.
  ///
  /// *Errors*: `package-document` with what is wrong.
  static func read<Document: Decodable>(
    _ type: Document.Type, _ data: Data, file: String, schema: String, of path: (Document) -> String
  ) throws(FormatError) -> Document {
    let document: Document
    do {
      document = try JSONDecoder().decode(type, from: data)
    } catch {
      throw FormatError(code: "package-document", message: JSONFault.sentence(error), place: Place(file: file))
    }
    guard path(document) == schema else {
      throw FormatError(
        code: "package-document", message: "The schema is \"\(path(document))\"; \"\(schema)\" was expected.",
        place: Place(file: file, field: "schema"))
    }
    return document
  }
}

private enum JSONLine {
  static func documentEncoder() -> JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return encoder
  }
}
