import Foundation
import PolygraphFormats
import PolygraphModel
import TestSupport
import Testing

@Suite("Files that are none, cannot be read, or change while they are read")
struct ChartBytesTests {
  private let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  private func failure(_ path: String) -> FormatError? {
    do throws(FormatError) {
      _ = try ExamReader.read(path: path)
      return nil
    } catch {
      return error
    }
  }

  @Test("an empty file is of no format; under a chart's name it is not NCCA")
  func empty() throws {
    for (name, code) in [("empty", "not-recognised"), ("D&-EMPTY-1.01A", "not-ncca")] {
      let url = folder.url.appending(path: name)
      try Data().write(to: url)
      let error = try #require(failure(url.path))
      #expect(error.code == code && error.place.file == name)
    }
  }

  @Test("a pipe and a device are refused at once, alone and in a folder")
  func pipes() throws {
    let pipe = folder.url.appending(path: "D&-PIPE-1.01A")
    #expect(mkfifo(pipe.path, 0o600) == 0)
    #expect(failure(pipe.path)?.code == "not-readable" && failure(pipe.path)?.place.file == "D&-PIPE-1.01A")
    #expect(failure("/dev/zero")?.code == "not-readable")
    let link = folder.url.appending(path: "D&-LINK-1.01A")
    try FileManager.default.createSymbolicLink(atPath: link.path, withDestinationPath: "/dev/zero")
    #expect(failure(link.path)?.code == "not-readable")
    let all = try ExamReader.readAll(path: folder.url.path)
    #expect(all.findings.map(\.code) == ["not-readable", "not-readable"])
  }

  @Test("a file that may not be opened, or fails when it is read, says so")
  func unreadable() throws {
    let url = folder.url.appending(path: "D&-CLOSED-1.01A")
    try Data("Sample".utf8).write(to: url)
    try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: url.path)
    // The superuser may read it all the same.
    let codes = geteuid() == 0 ? "not-ncca" : "not-readable"
    #expect(failure(url.path)?.code == codes)
    // Regular files of the kernel whose first byte is no mapped memory, or that give fewer bytes than they claim.
    let memory = failure("/proc/self/mem")
    #expect(memory?.code == "not-recognised" || memory?.code == "not-readable")
  }

  @Test("a file much larger than the limit is refused by its size and not read")
  func sparse() throws {
    let url = folder.url.appending(path: "D&-LARGE-1.01A")
    #expect(FileManager.default.createFile(atPath: url.path, contents: Data("Name of this file: x\r\n".utf8)))
    #expect(truncate(url.path, 10_000_000_000) == 0)
    let error = try #require(failure(url.path))
    #expect(error.code == "too-large" && error.message.contains("10000000000"))
  }

  @Test("a file that is cut again and again while it is read gives a chart or an error, never a trap")
  func shrinking() async throws {
    let clean = Data(try NCCASample.clean(rows: 3000).utf8)
    let url = folder.url.appending(path: "D&-TEST01-1.01A")
    try clean.write(to: url)
    let path = url.path
    let size = clean.count
    let cutter = Task.detached {
      while !Task.isCancelled {
        truncate(path, off_t(size / 2))
        truncate(path, off_t(size))
      }
    }
    for _ in 0..<40 {
      do throws(FormatError) {
        let read = try ExamReader.read(path: path)
        #expect(read.exam.charts.count == 1)
      } catch {
        #expect(!error.code.isEmpty && error.place.file == "D&-TEST01-1.01A")
      }
    }
    cutter.cancel()
    await cutter.value
  }
}
