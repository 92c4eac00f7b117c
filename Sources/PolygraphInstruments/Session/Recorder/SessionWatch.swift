import Foundation
import Glibc
import Synchronization

/// The thread that notices what the recorder cannot: that it is held up by the disk, that nothing comes, that the disk
/// fills.
final class SessionWatch: Sendable {
  private static let tick = 0.05
  /// How long a commit may run before it is told, in nanoseconds of the machine: less than the second in which an alarm
  /// must be there.
  static let slowCommit: Int64 = 900_000_000
  private static let spaceInterval: Int64 = 5_000_000_000
  /// What the machine's own scheduling may hold up, in seconds; a session cannot run faster than that.
  private static let schedulingSeconds = 0.2

  private let recorder: SessionRecorder
  private let board: AlarmBoard
  private let clock: any SessionClock
  private let limits: CaptureLimits
  private let folder: String
  private let isStopping = Atomic<Bool>(false)
  private let done = DispatchSemaphore(value: 0)

  init(
    recorder: SessionRecorder, board: AlarmBoard, clock: any SessionClock, limits: CaptureLimits, folder: String
  ) {
    self.recorder = recorder
    self.board = board
    self.clock = clock
    self.limits = limits
    self.folder = folder
  }

  func run() {
    let thread = Thread { [self] in
      var nextSpace: Int64 = 0
      while !isStopping.load(ordering: .acquiring) {
        look()
        if SerialPort.now() >= nextSpace {
          nextSpace = SerialPort.now() + Self.spaceInterval
          lookAtSpace()
        }
        Thread.sleep(forTimeInterval: Self.tick)
      }
      done.signal()
    }
    thread.name = "polygraph-watch"
    thread.start()
  }

  func stop() {
    isStopping.store(true, ordering: .releasing)
    done.wait()
  }

  private func look() {
    let now = SerialPort.now()
    let commit = recorder.commitStart.load(ordering: .acquiring)
    if commit > 0, now - commit > Self.slowCommit {
      board.raise(
        .slowDisk, "The disk has not answered for \((now - commit) / 1_000_000) ms; samples wait in memory.")
    }
    // A recorder that is held up has seen no frame since; that is the disk's alarm and not the instrument's.
    guard commit == 0, now - recorder.beat.load(ordering: .acquiring) < Int64(Self.schedulingSeconds * 1e9) else {
      return
    }
    for view in recorder.shown {
      let frames = 2.5 / view.status.nominalRate
      let patience = max(limits.quality.noData, frames, Self.schedulingSeconds * clock.speed)
      let silence = Double(clock.monotonic - view.lastFrameTime) * 1e-9
      board.set(
        .noData, view.status.id, if: view.status.isConnected && silence > patience,
        "No samples come from \(view.status.id); see to its switch, its battery and the cable.")
    }
  }

  private func lookAtSpace() {
    var space = statvfs()
    guard statvfs(folder, &space) == 0 else { return }
    let free = Int64(space.f_bavail) * Int64(space.f_frsize)
    board.set(
      .lowSpace, if: free < limits.leastFreeBytes, "There are \(free >> 20) MiB free on the disk; make room.")
  }
}
