/// Memory that block filters use again from call to call, so that they allocate nothing once it has grown.
///
/// A workspace serves one thread at a time. It keeps the numbers of the filter it served last and about
/// ``byteCount`` bytes.
public final class FilterWorkspace {
  private var kernel: CascadeKernel?
  private var doubles = AlignedDoubles(count: 0)

  /// Makes an empty workspace.
  public init() {}

  /// The bytes that the workspace holds.
  public var byteCount: Int { doubles.count * MemoryLayout<Double>.stride }

  /// The filter's kernel, made anew only when the filter is another than last time.
  func settledKernel(for filter: SecondOrderSections) -> CascadeKernel {
    if let kernel, kernel.sections == filter { return kernel }
    let made = CascadeKernel(filter, settles: true)
    kernel = made
    return made
  }

  /// Memory for `count` doubles; what it holds is not defined.
  func memory(_ count: Int) -> UnsafeMutablePointer<Double> {
    if doubles.count < count { doubles = AlignedDoubles(count: count) }
    return doubles.base
  }
}
