/// An ``AlignedBuffer`` of doubles that several values may share.
///
/// The class holds no rules on sharing: its owners write only while they alone hold it.
final class AlignedDoubles: @unchecked Sendable {
  private let buffer: AlignedBuffer<Double>
  let base: UnsafeMutablePointer<Double>

  init(count: Int) {
    buffer = AlignedBuffer(count: count)
    base = buffer.pointer
  }

  convenience init(copying other: AlignedDoubles) {
    self.init(count: other.count)
    base.update(from: other.base, count: count)
  }

  var count: Int { buffer.count }
}
