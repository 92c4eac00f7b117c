/// How FFTW chooses the steps of a transform.
public enum FourierPlanning: String, Hashable, Sendable, Codable, CaseIterable {
  /// By counting operations, or for real transforms of 2^16 to 2^20 samples by steps that the library ships: planned in
  /// about a millisecond, and the same steps, so the same bits, in every run with one build of FFTW on one processor.
  case estimate
  /// By timing candidates on this machine: up to seconds of planning for a faster transform. Two runs may choose
  /// different steps, whose results differ in their last bits, unless both adopt the same ``FourierWisdom``.
  case measure
}
