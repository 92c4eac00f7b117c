import CSndfile
import Foundation

/// A W64 file that libsndfile writes through our own system calls, so that each can be synced, timed and made to fail.
///
/// libsndfile's handle is not safe to share; whoever holds this serialises its calls.
final class SoundFileWriter {
  private let stream: SoundStream
  private var handle: OpaquePointer
  private let description: SegmentDescription
  private var isOpen = true
  /// The byte at which frame 0 begins.
  let dataOffset: Int

  /// Makes a W64 file of its header alone.
  init(creating path: String, _ description: SegmentDescription, _ calls: any FileCalls) throws(PackageError) {
    let opened = calls.open(path, creating: true)
    guard opened >= 0 else { throw .call("made", path, opened) }
    stream = SoundStream(descriptor: Int32(opened), calls: calls)
    self.description = description
    var info = SF_INFO()
    info.samplerate = description.headerRate
    info.channels = Int32(description.fileChannels)
    info.format = Int32(SF_FORMAT_W64) | description.sampleFormat.soundFormat
    guard let handle = SoundStream.open(stream, SFM_WRITE, &info) else {
      stream.close()
      // Made a moment ago, by this call: a file that was there before is refused by `open`, and is not touched.
      _ = calls.remove(path)
      if stream.failure < 0 { throw .call("written", path, stream.failure) }
      throw PackageError(.soundFile, "The sound library refuses the file: \(String(cString: sf_strerror(nil))).")
    }
    self.handle = handle
    dataOffset = stream.length
  }

  deinit { close() }

  /// Writes frames behind the first `start` ones and returns how many whole frames went in.
  ///
  /// A short write may end inside a frame; the next call goes back to the frame's start, without which every later
  /// frame would have its channels rotated.
  func write(_ frames: UnsafeBufferPointer<Int32>, after start: Int) -> (frames: Int, failure: Int) {
    let channels = description.fileChannels
    guard sf_seek(handle, sf_count_t(start), SEEK_SET) == sf_count_t(start) else { return (0, -Int(EIO)) }
    stream.failure = 0
    let count = frames.count / channels
    let items = Int(sf_write_int(handle, frames.baseAddress, sf_count_t(count * channels)))
    return (items / channels, items == count * channels ? 0 : min(stream.failure, -1))
  }

  /// Writes the header anew, so that other programs see what was written so far, and brings the file to the disk.
  func synchronize() -> Int {
    stream.failure = 0
    sf_command(handle, Int32(SFC_UPDATE_HEADER_NOW), nil, 0)
    if stream.failure < 0 { return stream.failure }
    return stream.synchronize()
  }

  /// Cuts what a short write left behind the last whole frame.
  func cut(toFrames frames: Int) -> Int {
    let length = dataOffset + frames * description.frameBytes
    return stream.length > length ? stream.truncate(to: length) : 0
  }

  func close() {
    guard isOpen else { return }
    isOpen = false
    sf_close(handle)
    // libsndfile writes the header once more.
    _ = stream.synchronize()
    stream.close()
  }
}

extension SegmentDescription.SampleFormat {
  /// libsndfile's word for the format.
  var soundFormat: Int32 {
    switch self {
    case .pcm16: Int32(SF_FORMAT_PCM_16)
    case .pcm24: Int32(SF_FORMAT_PCM_24)
    case .pcm32: Int32(SF_FORMAT_PCM_32)
    }
  }
}

/// The bytes under a libsndfile handle, by our own system calls.
final class SoundStream {
  private let descriptor: Int32
  private let calls: any FileCalls
  private var position = 0
  /// The negative error number of the last call that failed.
  var failure = 0

  init(descriptor: Int32, calls: any FileCalls) {
    self.descriptor = descriptor
    self.calls = calls
  }

  var length: Int { max(0, calls.length(descriptor)) }
  func synchronize() -> Int { calls.synchronize(descriptor) }
  func truncate(to length: Int) -> Int { calls.truncate(descriptor, to: length) }
  func close() { _ = calls.close(descriptor) }

  /// Opens a handle on a stream; whoever opens it keeps the stream alive until the handle is closed.
  static func open(_ stream: SoundStream, _ mode: Int, _ info: inout SF_INFO) -> OpaquePointer? {
    var calls = SF_VIRTUAL_IO(
      get_filelen: { sf_count_t(SoundStream.of($0).length) },
      seek: { SoundStream.of($2).seek($0, $1) },
      read: { SoundStream.of($2).transfer(UnsafeMutableRawBufferPointer(start: $0, count: Int($1))) },
      write: { SoundStream.of($2).transfer(UnsafeRawBufferPointer(start: $0, count: Int($1))) },
      tell: { sf_count_t(SoundStream.of($0).position) })
    return sf_open_virtual(&calls, Int32(mode), &info, Unmanaged.passUnretained(stream).toOpaque())
  }

  private static func of(_ pointer: UnsafeMutableRawPointer?) -> SoundStream {
    guard let pointer else { preconditionFailure("libsndfile hands back the stream it was given.") }
    return Unmanaged<SoundStream>.fromOpaque(pointer).takeUnretainedValue()
  }

  private func seek(_ offset: sf_count_t, _ whence: Int32) -> sf_count_t {
    switch whence {
    case SEEK_CUR: position += Int(offset)
    case SEEK_END: position = length + Int(offset)
    default: position = Int(offset)
    }
    position = max(0, position)
    return sf_count_t(position)
  }

  private func transfer(_ bytes: UnsafeRawBufferPointer) -> sf_count_t {
    var done = 0
    while done < bytes.count {
      let count = calls.write(descriptor, UnsafeRawBufferPointer(rebasing: bytes[done...]), at: position)
      guard count > 0 else {
        failure = count < 0 ? count : -Int(EIO)
        break
      }
      done += count
      position += count
    }
    return sf_count_t(done)
  }

  private func transfer(_ bytes: UnsafeMutableRawBufferPointer) -> sf_count_t {
    var done = 0
    while done < bytes.count {
      let count = calls.read(descriptor, UnsafeMutableRawBufferPointer(rebasing: bytes[done...]), at: position)
      guard count > 0 else {
        failure = min(count, 0)
        break
      }
      done += count
      position += count
    }
    return sf_count_t(done)
  }
}
