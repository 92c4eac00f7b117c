/// Which annotation codes an office uses, and the group each belongs to (REQ-21).
///
/// *Shape*: codes in upper case; `#` in a code stands for a run of digits, so `ZCT#-#` covers `ZCT1-2`. A code with
/// letters `A` added at its end is the same annotation, because files rewritten to make labels unique carry them.
public struct AnnotationDictionary: Hashable, Sendable {
  private var groups: [String: AnnotationGroup]

  /// Makes an empty dictionary.
  public init() { groups = [:] }

  /// The group of a code, or `nil` when the dictionary does not hold it.
  ///
  /// *Definition*: the code as it stands, then with its digits read as `#`, then the same without the letters `A` at
  /// its end. Case does not matter.
  public func group(of code: String) -> AnnotationGroup? {
    var candidate = code.uppercased()
    while !candidate.isEmpty {
      if let group = groups[candidate] ?? groups[Self.withDigitRunsMarked(candidate)] { return group }
      guard candidate.hasSuffix("A") else { return nil }
      candidate.removeLast()
    }
    return nil
  }

  /// The dictionary with more codes in a group; a code that was in another group moves to this one.
  public func adding(codes: some Sequence<String>, group: AnnotationGroup) -> AnnotationDictionary {
    var next = self
    for code in codes { next.groups[code.uppercased()] = group }
    return next
  }

  /// The dictionary without some codes.
  public func removing(codes: some Sequence<String>) -> AnnotationDictionary {
    var next = self
    for code in codes { next.groups[code.uppercased()] = nil }
    return next
  }

  /// The codes of a group, sorted.
  public func codes(in group: AnnotationGroup) -> [String] {
    groups.filter { $0.value == group }.map(\.key).sorted()
  }

  private static func withDigitRunsMarked(_ code: String) -> String {
    var marked = ""
    for character in code {
      if !("0"..."9").contains(character) {
        marked.append(character)
      } else if marked.last != "#" {
        marked.append("#")
      }
    }
    return marked
  }
}

extension AnnotationDictionary {
  /// The codes met in chart files of all makers, and the starter codes professional practice recommends.
  ///
  /// *Source*: code lists of the field's open reference implementation for NCCA ASCII; meanings by common usage. The
  /// starter codes CG, TK, LA, YN, BL, SG, ON, IN, RQ?, SL, PS and QX stand in no chart-file list; MV, DB, TS, SN, SZ
  /// and SW stand in both with the same meaning, so no code has two.
  public static let standard = AnnotationDictionary()
    .adding(codes: words("M MM MMM M-M MV MVT MOVE ARM MARM MH HEAD MHEAD"), group: .movement)
    .adding(codes: words("T TT TTT T-T TK"), group: .talking)
    .adding(codes: words("TS CT CL CC CGH GH C CG"), group: .throat)
    .adding(codes: words("DB BD BDB TDB TBD"), group: .deepBreath)
    .adding(codes: words("SN SNF SZ Y LG LGH SI LA YN SG"), group: .sniffOrSigh)
    .adding(codes: words("B BN SW BL"), group: .swallow)
    .adding(codes: words("SLP Z ZZ ZZZ Z-Z SL"), group: .sleep)
    .adding(codes: words("OS OSN OT OTH IS INS ISN ON"), group: .noise)
    .adding(codes: words("EI IE AI BI MI TI WU IN"), group: .instruction)
    .adding(codes: words("EE PW PWQ WR WRQ RAQ RQ?"), group: .repetition)
    .adding(
      codes: words("SERIES# SERIESI MIXEDSER ZCT ZCT# ZCT#-# MGQT MGQT# MGQT#-# BIZCT BZCT I-#"), group: .seriesMark
    )
    .adding(codes: words("AUTOSCAL TIMEDIFF TESTADMI VOID FAULT EMPTY"), group: .software)
    .adding(codes: words("UB V F FV VF OK BP TR AR RCH"), group: .unexplained)
    .adding(codes: ["PS"], group: .pause)
    .adding(codes: ["QX"], group: .questionStopped)

  private static func words(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }
}

extension AnnotationDictionary: Codable {
  /// The schema of a dictionary's JSON document.
  public static let schemaName = "polygraph.annotations/1"
  private enum CodingKeys: String, CodingKey { case schema, groups }

  /// Reads a dictionary from its document: `{"schema":"polygraph.annotations/1","groups":{"movement":["M","MV"]}}`.
  ///
  /// *Errors*: another schema; a code that stands in two groups.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let schema = try container.decode(String.self, forKey: .schema)
    guard schema == Self.schemaName else {
      throw DecodingError.dataCorruptedError(
        forKey: .schema, in: container,
        debugDescription: "Found schema \"\(schema)\", expected \"\(Self.schemaName)\".")
    }
    self.init()
    for (name, codes) in try container.decode([String: [String]].self, forKey: .groups) {
      for code in codes {
        guard groups.updateValue(AnnotationGroup(rawValue: name), forKey: code.uppercased()) == nil else {
          throw DecodingError.dataCorruptedError(
            forKey: .groups, in: container, debugDescription: "The code \"\(code)\" stands in two places; keep one.")
        }
      }
    }
  }

  /// Writes the dictionary's document, codes sorted.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(Self.schemaName, forKey: .schema)
    let byName = Dictionary(grouping: groups.keys) { groups[$0]?.rawValue ?? "" }
    try container.encode(byName.mapValues { $0.sorted() }, forKey: .groups)
  }
}
