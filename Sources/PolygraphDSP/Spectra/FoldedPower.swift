import CFFTW
import CKernels
import RealModule

/// The power of every line of a real transform of even length, by a complex transform of half the length.
///
/// Samples in pairs are taken as real and imaginary parts; the even and the odd samples' spectra are then separated,
/// joined, squared and added to sums in one pass.
/// *Source*: Cooley, Lewis & Welch 1970, procedure 2.
struct FoldedPower: Sendable {
  /// What turns sums into powers; it is left to the caller, who multiplies anyway.
  static let scale = 0.25

  private let half: Int
  private let plan: FourierPlan
  /// cos and sin of 2πk / N for the lines of the lower half.
  private let cosines: [Double]
  private let sines: [Double]

  /// Plans for `count` samples; `nil` where a real transform is faster or the only way.
  init?(count: Int, planning: FourierPlanning) {
    guard Self.isFaster(count) else { return nil }
    half = count / 2
    plan = FourierPlanner.plan(.complexForwardApart, count: half, planning: planning)
    let angles = (0..<(half + 1) / 2).map { 2 * Double.pi * Double($0) / Double(count) }
    cosines = angles.map { Double.cos($0) }
    sines = angles.map { Double.sin($0) }
  }

  /// Odd lengths cannot be paired, and at high powers of two the estimated complex plan strides badly through the cache
  /// (measured from 2^15 on).
  private static func isFaster(_ count: Int) -> Bool {
    count.isMultiple(of: 2) && !count.isMultiple(of: 4096)
  }

  /// Adds the powers divided by ``scale`` to `sums`, which holds count / 2 + 1; `samples` and `lines` are aligned, and
  /// `lines` is overwritten.
  func add(
    _ samples: UnsafeMutablePointer<Double>, through lines: AlignedLines, to sums: UnsafeMutablePointer<Double>
  ) {
    let pairs = UnsafeMutableRawPointer(samples).assumingMemoryBound(to: fftw_complex.self)
    fftw_execute_dft(plan.handle, pairs, lines.fourierPointer)
    polygraph_add_folded_power(lines.samplePointer, half, cosines, sines, sums)
  }
}
