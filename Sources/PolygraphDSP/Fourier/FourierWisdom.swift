/// What ``FourierPlanning/measure`` learnt on a machine: the steps chosen for each length.
///
/// Adopt the wisdom that a result was made with, and its measured plans come out the same again. It never touches plans
/// by ``FourierPlanning/estimate``, nor the wisdom that other users of FFTW in the process keep.
public struct FourierWisdom: Hashable, Sendable, Codable {
  /// FFTW's own text; empty when nothing was measured.
  public let text: String

  /// Makes wisdom from a text that was exported before; ``adopt()`` tells whether FFTW understands it.
  public init(text: String) { self.text = text }

  /// Everything that was measured or adopted in this process so far.
  public static var accumulated: FourierWisdom { FourierWisdom(text: FourierPlanner.wisdom()) }

  /// Adds this wisdom to the process's; transforms made from now on use it.
  ///
  /// *Errors*: a text that this version of FFTW does not understand. Nothing changes then.
  public func adopt() throws(FourierWisdomError) {
    guard !text.isEmpty, FourierPlanner.adopt(text) else { throw FourierWisdomError() }
  }

  /// Forgets everything that was measured or adopted; transforms that exist keep their steps.
  public static func forget() { FourierPlanner.forgetWisdom() }
}

/// A text is not the wisdom of this version of FFTW.
public struct FourierWisdomError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What was found and what to do.
  public var description: String {
    "The text is not wisdom of this FFTW (\(RealFourierTransform.libraryVersion)); measure again on this machine."
  }
}
