import CFFTW

/// The discrete Fourier transform of a fixed number of complex samples, and its inverse.
///
/// *Definition*: X[k] = Σ x[n] e^(−2πikn/N) for k = 0…N−1; the inverse carries the factor 1/N. Any N from 1 on.
/// *Source*, *Missing*, *Complexity*: as ``RealFourierTransform``.
public struct ComplexFourierTransform: Sendable {
  /// The number of samples N.
  public let count: Int
  /// How the steps were chosen.
  public let planning: FourierPlanning

  private let forwardPlan: FourierPlan
  private let inversePlan: FourierPlan

  /// Plans both directions. A count outside 1…2147483647 is a programming error.
  public init(count: Int, planning: FourierPlanning = .estimate) {
    self.count = count
    self.planning = planning
    forwardPlan = FourierPlanner.plan(.complexForward, count: count, planning: planning)
    inversePlan = FourierPlanner.plan(.complexInverse, count: count, planning: planning)
  }

  /// FFTW's account of the forward steps, to be kept with results that were made by measured plans.
  public var steps: String { forwardPlan.steps }

  /// Replaces the samples by their spectrum; allocates nothing.
  public func forward(_ values: inout [ComplexNumber]) { run(forwardPlan, on: &values) }

  /// Replaces a spectrum by its samples; allocates nothing.
  public func inverse(_ values: inout [ComplexNumber]) {
    run(inversePlan, on: &values)
    let scale = 1 / Double(count)
    for index in values.indices { values[index] = values[index] * scale }
  }

  private func run(_ plan: FourierPlan, on values: inout [ComplexNumber]) {
    precondition(values.count == count, "A transform takes as many samples as it was made for.")
    values.withUnsafeMutableBufferPointer { values in
      guard let place = values.baseAddress else { return }
      guard isFourierAligned(place) else {
        let copy = AlignedBuffer<ComplexNumber>(count: count)
        copy.pointer.update(from: place, count: count)
        fftw_execute_dft(plan.handle, copy.fourierPointer, copy.fourierPointer)
        place.update(from: copy.pointer, count: count)
        return
      }
      fftw_execute_dft(plan.handle, place.fourierPointer, place.fourierPointer)
    }
  }
}
