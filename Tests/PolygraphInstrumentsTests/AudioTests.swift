import Foundation
import PolygraphFormats
import PolygraphModel
import PolygraphQuantities
import TestSupport
import Testing

@testable import PolygraphInstruments

@Suite("Sound through ALSA")
struct AudioTests {
  private let scratch: TemporaryFolder

  init() throws { scratch = try TemporaryFolder() }

  /// ALSA's `file` plug-in hands out a file's bytes as fast as they are read, and its last block again and again
  /// behind the end.
  private func definitions(_ bytes: Data) throws -> String {
    let file = scratch.url.appending(path: "input.raw")
    try bytes.write(to: file)
    return """
      pcm.exam { type file slave.pcm { type null } file "/dev/null" infile "\(file.path)" format "raw" }
      """
  }

  private func writer() throws -> ExamPackageWriter {
    try ExamPackageWriter(
      creating: scratch.url.appending(path: "exam").path, exam: ExamRecord(name: "SOUND1"), software: "tests")
  }

  @Test("a device gives the counts of the file, whole, in 16 and in 24 bits")
  func counts() throws {
    for (format, bytes) in [(SegmentDescription.SampleFormat.pcm16, 2), (.pcm24, 3)] {
      let expected = (0..<4800).map { Int32(truncatingIfNeeded: $0 &* 2_654_435) % format.range.upperBound }
      let data = Data(expected.flatMap { value in (0..<bytes).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } })
      let device = try AudioDevice(
        "exam", format: AudioFormat(sampleRate: 8000, channels: 2, sampleFormat: format),
        definitions: definitions(data))
      var counts: [Int32] = []
      var block = [Int32](repeating: 0, count: 700)
      while counts.count < expected.count {
        guard case .frames(let frames) = block.withUnsafeMutableBufferPointer({ device.read(into: $0, timeout: 1000) })
        else { break }
        counts += block[..<(frames * 2)]
      }
      #expect(Array(counts.prefix(expected.count)) == expected, "\(format)")
    }
  }

  @Test("a recording is in the package, sample for sample, packed and whole")
  func recording() throws {
    let samples = (0..<240_000).map { Int16(truncatingIfNeeded: $0 &* 40_503) }
    let text = try definitions(samples.withUnsafeBytes { Data($0) })
    let writer = try writer()
    let recorder = AudioRecorder(
      try AudioDevice("exam", format: .room, definitions: text), writer: writer, instrument: "sound")
    recorder.start()
    while recorder.status.frames < samples.count, recorder.status.fault == nil { usleep(2000) }
    let status = recorder.stop()
    #expect(status.fault == nil && status.overruns == 0 && status.segments == 1 && status.level > 0.9)
    let close = try writer.close()
    let segment = try #require(close.segments.first)
    #expect(segment.frames == status.frames && segment.file.hasSuffix(".flac"))
    #expect(try PackageVerification.verify(writer.path).isIntact)
    let decoded = scratch.url.appending(path: "decoded.raw")
    try run("sox", [writer.path + "/" + segment.file, "-t", "raw", "-e", "signed", "-b", "16", decoded.path])
    #expect(try Data(contentsOf: decoded).prefix(480_000) == samples.withUnsafeBytes { Data($0) })
  }

  @Test("the package's end ends a recording, and it says so")
  func packageClosed() throws {
    let text = try definitions(Data(repeating: 1, count: 1000))
    let writer = try writer()
    let recorder = AudioRecorder(
      try AudioDevice("exam", format: .room, definitions: text), writer: writer, instrument: "sound")
    recorder.start()
    while recorder.status.frames == 0 { usleep(2000) }
    _ = try writer.close()
    #expect(recorder.stop().fault?.contains("closed") == true)
  }

  @Test("an overrun ends the segment, is told, and the next one lies where its sound was taken")
  func overrun() throws {
    let writer = try writer()
    let second: Int64 = 1_000_000_000
    let source = ScriptedSource([
      .frames(AudioMoment(frame: 4800, mono: 50 * second), 4800), .frames(nil, 4800), .overrun,
      .frames(AudioMoment(frame: 4800, mono: 60 * second), 4800), .gone,
    ])
    let recorder = AudioRecorder(source, writer: writer, instrument: "sound")
    recorder.start()
    while recorder.status.fault == nil { usleep(2000) }
    let status = recorder.stop()
    #expect(status.frames == 14_400 && status.overruns == 1 && status.segments == 2)
    #expect(status.fault?.contains("script") == true)
    let close = try writer.close()
    #expect(close.segments.map(\.frames) == [9600, 4800])
    let contents = try PackageContents(path: writer.path)
    #expect(contents.manifest.segments.map(\.startMono) == [50 * second - second / 10, 60 * second - second / 10])
    #expect(contents.journal.records.filter { $0.k == .overflow }.count == 1)
    #expect(contents.journal.records.compactMap(\.why) == ["overrun", "device lost"])
    #expect(try PackageVerification.verify(writer.path).isIntact)
  }

  @Test("a session records its instrument and the room's sound into one package, and tells when sound is lost")
  func session() throws {
    let running = try RunningInstrument("plg1", speed: 1)
    var sound = CapturePlan.Sound(device: "script")
    sound.open = { _ in ScriptedSource([.frames(nil, 4800), .overrun, .frames(nil, 4800)]) }
    let harness = try SessionHarness([try SessionHarness.instrument("plg1", at: running.link)], sound: sound)
    try harness.session.start()
    #expect(harness.wait(frames: 20))
    #expect(harness.wait { $0.sound?.frames == 9600 })
    let summary = try harness.session.stop()
    #expect(summary.sound?.segments == 2 && summary.sound?.overruns == 1 && summary.alarms[.sound] == 1)
    #expect(summary.instruments[0].counts.lost == 0)
    let contents = try PackageContents(path: harness.path)
    #expect(contents.manifest.segments.filter { $0.kind == .sound }.count == 2)
    #expect(try PackageVerification.verify(harness.path).isIntact)
    let hurried = try SessionHarness(
      [try SessionHarness.instrument("plg1", at: running.link)], clock: AcceleratedSessionClock(speed: 2), sound: sound)
    let error = #expect(throws: CaptureError.self) { try hurried.session.start() }
    #expect(error?.description.contains("hurried") == true)
    #expect(!FileManager.default.fileExists(atPath: hurried.path))
  }

  @Test("formats and devices that are not there are refused with a sentence")
  func refusals() throws {
    for (rate, channels) in [(7999, 1), (192_001, 1), (48_000, 0), (48_000, 9)] {
      #expect(throws: AudioError.self) { try AudioFormat(sampleRate: rate, channels: channels) }
    }
    #expect(throws: AudioError.self) { try AudioFormat(sampleRate: 48_000, channels: 1, sampleFormat: .pcm32) }
    #expect(try AudioFormat(sampleRate: 8000, channels: 8).channels == 8)
    #expect(try AudioFormat(sampleRate: 192_000, channels: 1).sampleRate == 192_000)
    let error = #expect(throws: AudioError.self) { try AudioDevice("no such device", format: .room) }
    #expect(error?.code == .missing && error?.description.contains("no such device") == true)
  }

  @Test("a ring gives blocks out in order, none twice, and refuses when it is full")
  func ring() {
    let ring = AudioRing(blocks: 3, blockCounts: 2)
    var (sent, received) = (0, 0)
    for round in 0..<50 {
      for _ in 0..<(round % 4) {
        guard let block = ring.vacancy() else {
          #expect(ring.waiting == 3)
          break
        }
        block[0] = Int32(sent)
        ring.publish(AudioRing.Head(frames: sent))
        sent += 1
      }
      for _ in 0..<(round % 3) {
        guard let (head, counts) = ring.oldest() else {
          #expect(sent == received)
          break
        }
        #expect(head.frames == received && counts[0] == Int32(received))
        ring.release()
        received += 1
      }
    }
    #expect(sent > 20 && ring.waiting == sent - received)
  }

  private func run(_ program: String, _ arguments: [String]) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [program] + arguments
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }
}

/// Sound that comes as it is written down.
private final class ScriptedSource: AudioSource, @unchecked Sendable {
  enum Step {
    case frames(AudioMoment?, Int)
    case overrun
    case gone
  }

  let name = "script"
  let format = AudioFormat.room
  private var steps: ArraySlice<Step>
  private var last: AudioMoment?

  init(_ steps: [Step]) { self.steps = steps[...] }

  func read(into counts: UnsafeMutableBufferPointer<Int32>, timeout: Int) -> AudioReading {
    switch steps.popFirst() {
    case .frames(let moment, let frames):
      last = moment
      for index in 0..<frames { counts[index] = Int32(index % 100) }
      return .frames(frames)
    case .overrun: return .overrun
    case .gone: return .lost(reason: "unplugged")
    case nil: return .timeout
    }
  }

  func moment() -> AudioMoment? { last }
}
