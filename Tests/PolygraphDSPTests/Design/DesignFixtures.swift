import Foundation
import PolygraphDSP
import PolygraphQuantities
import TestSupport

/// What `Fixtures/dsp/design/make_fixtures.py` says about a recursive design.
struct DesignRequest: Decodable {
  var family: String
  var band: String
  var edges: [Double]
  var order: Int
  var rate: Int
  var rp: Double?
  var rs: Double?
  var norm: String?

  var sampleRate: SampleRate { SampleRate(rate) }
  var title: String { "\(filterFamily) \(band) \(edges) order \(order) at \(rate)" }

  var filterFamily: FilterFamily {
    switch family {
    case "butterworth": .butterworth
    case "chebyshevI": .chebyshevI(rippleDecibels: rp ?? .nan)
    case "chebyshevII": .chebyshevII(stopBandDecibels: rs ?? .nan)
    case "elliptic": .elliptic(rippleDecibels: rp ?? .nan, stopBandDecibels: rs ?? .nan)
    case "bessel": .bessel(norm == "mag" ? .magnitude : norm == "delay" ? .delay : .phase)
    default: preconditionFailure("The fixtures name no family \(family).")
    }
  }

  var filterBand: FilterBand { makeBand(band, edges) }
}

func makeBand(_ name: String, _ edges: [Double]) -> FilterBand {
  switch name {
  case "lowPass": .lowPass(Hertz(edges[0]))
  case "highPass": .highPass(Hertz(edges[0]))
  case "bandPass": .bandPass(Hertz(edges[0]), Hertz(edges[1]))
  case "bandStop": .bandStop(Hertz(edges[0]), Hertz(edges[1]))
  default: preconditionFailure("The fixtures name no band \(name).")
  }
}

/// A request and the fields that belong to it in one JSON object.
struct DesignCase<Golden: Decodable>: Decodable {
  var request: DesignRequest
  var golden: Golden

  init(from decoder: any Decoder) throws {
    request = try DesignRequest(from: decoder)
    golden = try Golden(from: decoder)
  }
}

func designFixture<Content: Decodable>(_ name: String) throws -> Content {
  try JSONDecoder().decode(Content.self, from: Repository.fixtureData("dsp/design/\(name)"))
}

extension ComplexNumber {
  /// From the two numbers of a JSON array.
  init(pair: [Double]) { self.init(pair[0], pair[1]) }
}

/// The largest distance between two sets of roots, each matched with its nearest; infinite when the counts differ.
func farthest(_ found: [ComplexNumber], from expected: [ComplexNumber]) -> Double {
  guard found.count == expected.count else { return .infinity }
  var rest = found
  var worst = 0.0
  for root in expected {
    guard let nearest = rest.indices.min(by: { (rest[$0] - root).magnitude < (rest[$1] - root).magnitude }) else {
      return .infinity
    }
    worst = max(worst, (rest.remove(at: nearest) - root).magnitude)
  }
  return worst
}

func largestMagnitude(_ values: [Double]) -> Double { values.map(abs).max() ?? 0 }

func largestDifference(_ left: [Double], _ right: [Double]) -> Double {
  guard left.count == right.count else { return .infinity }
  // A NaN must not hide: `max` drops it.
  return zip(left, right).reduce(0) { worst, pair in
    let difference = abs(pair.0 - pair.1)
    return difference.isNaN ? .infinity : max(worst, difference)
  }
}
