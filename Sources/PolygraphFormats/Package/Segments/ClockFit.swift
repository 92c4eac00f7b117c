import Foundation
import PolygraphModel
import PolygraphQuantities

/// How a segment's frames lie on the host's monotonic clock: `mono + (index − at) · nanosecondsPerSample`.
public struct ClockFit: Hashable, Sendable, Codable {
  /// The frame at which the line is anchored.
  public var at: Int
  /// The monotonic clock there, in nanoseconds.
  public var mono: Int64
  /// How far the device's rate lies above its nominal rate, in millionths.
  public var ppm: Double
  /// How far the reads lay from the line, in nanoseconds.
  public var residual: Double?

  /// Makes a fit.
  public init(at: Int, mono: Int64, ppm: Double = 0, residual: Double? = nil) {
    self.at = at
    self.mono = mono
    self.ppm = ppm
    self.residual = residual
  }

  /// The time of a frame, relative to an origin so that nanoseconds of a long run stay exact.
  func nanoseconds(ofFrame index: Int, at rate: SampleRate, since origin: Int64) -> Double {
    Double(mono - origin) + Double(index - at) * nanosecondsPerSample(rate)
  }

  /// The time a sample takes on the host's clock.
  func nanosecondsPerSample(_ rate: SampleRate) -> Double { 1e9 / (rate.hertz.value * (1 + ppm * 1e-6)) }

  /// Whether the numbers can be computed with; a record from elsewhere may hold any.
  var isUsable: Bool {
    (0...Self.mostFrames).contains(at) && Self.times.contains(mono) && ppm.isFinite && abs(ppm) < 500_000
  }

  /// The most frames a segment, and the most samples a chart, may claim: 49 days at 1000 Hz.
  static let mostFrames = 1 << 32
  /// Monotonic times whose differences fit 64 bits.
  static let times: ClosedRange<Int64> = -(1 << 61)...(1 << 61)
}

extension Int {
  /// The nearest whole number, held within ±10¹⁵, so that numbers from elsewhere cannot trap; 0 for no number.
  init(holding value: Double) {
    self = value.isNaN ? 0 : Int(Swift.min(Swift.max(value.rounded(), -1e15), 1e15))
  }
}
