import PolygraphIntegrity

/// The chain of an audit trail: which entry was written at which place, and what is wrong with it.
///
/// An entry's digest covers its place and the digest before it. So an entry that gives its digest at one place was
/// written at that place, wherever it stands now; one that gives it nowhere was altered.
struct AuditChain {
  /// How far from where it stands an entry's place is looked for when the links do not tell it.
  static let searchRadius = 8

  private struct Link {
    let sequence: Int
    let previous: String
    let digest: String
    /// Where the entry was written, if its digest tells.
    var place: Int?
    /// The whole entry, when it does not give its digest where it stands.
    let suspect: AuditEntry?
  }

  private var links: [Link] = []

  /// How many entries there are.
  var count: Int { links.count }
  /// The place of the last entry; 0 for none.
  var lastSequence: Int { links.last?.sequence ?? 0 }
  /// The digest of the last entry.
  var head: String? { links.last?.digest }

  /// The digest of the entry that stands at a place, as it is stored; `nil` where none stands.
  func digest(at sequence: Int) -> String? { links.first { $0.sequence == sequence }?.digest }

  /// Takes the next entry by sequence.
  mutating func add(_ entry: AuditEntry) { add(entry, isConsistent: entry.isConsistent(at: entry.sequence)) }

  /// Takes the next entry by sequence, of which it is known whether it gives its digest where it stands.
  mutating func add(_ entry: AuditEntry, isConsistent: Bool) {
    links.append(
      Link(
        sequence: entry.sequence, previous: entry.previous, digest: entry.digest,
        place: isConsistent ? entry.sequence : nil, suspect: isConsistent ? nil : entry))
  }

  /// What is wrong with the chain, by place.
  func findings() -> [AuditFinding] {
    guard !isWhole else { return [] }
    let links = placed()
    var findings: [AuditFinding] = []
    func note(_ code: AuditFinding.Code, _ sequence: Int, _ message: String) {
      findings.append(AuditFinding(code: code, sequence: sequence, kind: nil, record: nil, message: message))
    }
    let named = Set(links.map(\.previous))
    let digests = Set(links.map(\.digest)).union([ChainedEntry.origin.hexadecimal])
    let claims = Dictionary(grouping: links) { $0.place ?? $0.sequence }
    for link in links {
      let place = link.place ?? link.sequence
      if link.place == nil {
        let isKnown = digests.contains(link.previous) || named.contains(link.digest)
        note(
          isKnown ? .entryAltered : .entryAdded, link.sequence,
          isKnown
            ? "Entry \(link.sequence) of the audit trail was altered."
            : "Entry \(link.sequence) of the audit trail was put in: no entry follows it and it follows none.")
      } else if claims[place, default: []].count > 1, !named.contains(link.digest) {
        note(.entryAdded, link.sequence, "Entry \(link.sequence) of the audit trail was put in beside the genuine one.")
      } else if place != link.sequence {
        note(.entryReordered, link.sequence, "Entry \(link.sequence) of the audit trail was written as \(place).")
      } else if let next = claims[place + 1], next.allSatisfy({ $0.place != nil && $0.previous != link.digest }) {
        note(
          .entryAltered, link.sequence,
          "Entry \(link.sequence) of the audit trail is not the one that the next follows.")
      }
    }
    for range in Self.gaps(in: claims.keys.sorted()) {
      let which =
        range.count == 1 ? "entry \(range.lowerBound) is" : "entries \(range.lowerBound) to \(range.upperBound) are"
      note(.entryMissing, range.lowerBound, "Of the audit trail, \(which) missing.")
    }
    return findings.sorted { ($0.sequence ?? 0) < ($1.sequence ?? 0) }
  }

  /// True when every entry gives its digest where it stands, and follows the one before it from the first on.
  private var isWhole: Bool {
    var (previous, place) = (ChainedEntry.origin.hexadecimal, 1)
    for link in links {
      guard link.place == place, link.sequence == place, link.previous == previous else { return false }
      (previous, place) = (link.digest, place + 1)
    }
    return true
  }

  /// The links with the places of those that stand somewhere else than they were written.
  private func placed() -> [Link] {
    guard links.contains(where: { $0.suspect != nil }) else { return links }
    let byLinks = placesByLinks()
    var shift = 0
    var links = links
    for index in links.indices {
      guard let entry = links[index].suspect else { continue }
      let near = [shift] + (1...Self.searchRadius).flatMap { [$0, -$0] }
      let candidates = [byLinks[entry.digest]].compactMap(\.self) + near.map { entry.sequence + $0 }
      links[index].place = candidates.first { entry.isConsistent(at: $0) }
      if let place = links[index].place { shift = place - entry.sequence }
    }
    return links
  }

  /// The place of each entry that the links alone give it, by digest: the first names the origin, the second the first.
  private func placesByLinks() -> [String: Int] {
    let following = Dictionary(grouping: links, by: \.previous)
    var places: [String: Int] = [:]
    var frontier = [ChainedEntry.origin.hexadecimal]
    var place = 0
    while !frontier.isEmpty {
      place += 1
      frontier = frontier.flatMap { following[$0] ?? [] }.map(\.digest).filter {
        places.updateValue(place, forKey: $0) == nil
      }
    }
    return places
  }

  private static func gaps(in places: [Int]) -> [ClosedRange<Int>] {
    var gaps: [ClosedRange<Int>] = []
    var expected = 1
    for place in places {
      if place > expected { gaps.append(expected...(place - 1)) }
      expected = max(expected, place + 1)
    }
    return gaps
  }
}
