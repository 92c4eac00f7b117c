import CFFTW
import CKernels

/// Memory for `count` elements on a 64-byte boundary, zero at first and given back with the value.
///
/// For plain numbers only: nothing is destroyed at the end. FFTW's SIMD code needs 16 bytes; 64 keeps a row on its own
/// cache lines. Large buffers lie on huge pages where the system has them.
struct AlignedBuffer<Element>: ~Copyable {
  let pointer: UnsafeMutablePointer<Element>
  let count: Int

  init(count: Int) {
    precondition(count >= 0, "A buffer has zero or more elements.")
    let bytes = count * MemoryLayout<Element>.stride
    guard let raw = polygraph_allocate(bytes) else {
      preconditionFailure("There is no memory for \(count) numbers of \(MemoryLayout<Element>.stride) bytes.")
    }
    raw.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
    pointer = raw.bindMemory(to: Element.self, capacity: count)
    self.count = count
  }

  deinit { free(pointer) }

  var elements: UnsafeMutableBufferPointer<Element> { UnsafeMutableBufferPointer(start: pointer, count: count) }
}

extension AlignedBuffer where Element == ComplexNumber {
  /// The same memory as FFTW names it.
  var fourierPointer: UnsafeMutablePointer<fftw_complex> { pointer.fourierPointer }
  /// The same memory as real and imaginary parts in turn.
  var samplePointer: UnsafeMutablePointer<Double> { pointer.samplePointer }
}

extension UnsafeMutablePointer where Pointee == ComplexNumber {
  /// A complex number is two doubles, real part first, here as in FFTW.
  var fourierPointer: UnsafeMutablePointer<fftw_complex> {
    UnsafeMutableRawPointer(self).assumingMemoryBound(to: fftw_complex.self)
  }

  /// Real and imaginary parts in turn.
  var samplePointer: UnsafeMutablePointer<Double> {
    UnsafeMutableRawPointer(self).assumingMemoryBound(to: Double.self)
  }
}

/// True when FFTW may run a plan, which was made for aligned memory, on this memory.
func isFourierAligned(_ pointer: UnsafeRawPointer) -> Bool { UInt(bitPattern: pointer) & 15 == 0 }
