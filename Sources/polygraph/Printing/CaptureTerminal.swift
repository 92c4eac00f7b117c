import Foundation
import Glibc
import PolygraphInstruments
import PolygraphModel
import PolygraphWorkflows
import Synchronization

/// A capture on a terminal: rates, losses, alarms, last values, small lines; keys set marks.
final class CaptureTerminal: Sendable {
  private let capture: CaptureRun
  private let questions: [Question]
  private let said = Mutex("")
  private let typed = Mutex<String?>(nil)
  private let next = Atomic<Int>(0)
  private let charts = Atomic<Int>(0)
  private let isDone = Atomic<Bool>(false)

  init(_ run: CaptureRun, questions: [Question]) {
    capture = run
    self.questions = questions
  }

  func run() throws -> CaptureRun.Outcome {
    let keyboard = Keyboard()
    let finished = DispatchSemaphore(value: 0)
    let thread = Thread { [self] in
      while !isDone.load(ordering: .acquiring) {
        if let key = keyboard.key(within: 100) { press(key, at: capture.session.clock.monotonic) }
      }
      finished.signal()
    }
    thread.start()
    var screen = CaptureScreen()
    defer {
      isDone.store(true, ordering: .releasing)
      finished.wait()
      keyboard.restore()
    }
    do throws(CaptureError) {
      return try capture.run { [self] status in
        screen.take(capture.session.live.take())
        screen.draw(status, said: said.withLock { $0 }, typed: typed.withLock { $0 })
      }
    } catch { throw RefusedInput(description: error.description) }
  }

  private func press(_ key: UInt8, at time: Int64) {
    let isTyping = typed.withLock { text -> Bool in
      guard text != nil else { return false }
      if key == 0x7F { _ = text?.popLast() } else if key >= 0x20 { text?.append(Character(Unicode.Scalar(key))) }
      return true
    }
    if isTyping {
      guard key == 0x0A || key == 0x0D else { return }
      let text = typed.withLock { text in
        defer { text = nil }
        return text ?? ""
      }
      if !text.isEmpty { mark(.annotation(code: String(text.prefix(8)), text: text), at: time, "note '\(text)'") }
      return
    }
    switch Character(Unicode.Scalar(key)) {
    case "c": toggleChart(at: time)
    case "q": ask(at: time)
    case "e": mark(.offset(), at: time, "end of the question")
    case "y": mark(.answer(word: "Yes"), at: time, "answer Yes")
    case "n": mark(.answer(word: "No"), at: time, "answer No")
    case "m": mark(.annotation(code: "MV"), at: time, "movement")
    case "a": typed.withLock { $0 = "" }
    case "x": capture.stop()
    default: break
    }
  }

  private func toggleChart(at time: Int64) {
    if capture.session.status.openChart == nil {
      let number = charts.add(1, ordering: .relaxed).newValue
      next.store(0, ordering: .relaxed)
      mark(.chartBegan(series: "1", chart: number), at: time, "chart \(number) begins")
    } else {
      mark(.chartEnded(), at: time, "the chart ends")
    }
  }

  private func ask(at time: Int64) {
    let place = next.add(1, ordering: .relaxed).oldValue
    let isListed = questions.indices.contains(place)
    let label = isListed ? questions[place].label : "\(place + 1)"
    mark(
      .onset(
        label: label, role: isListed ? questions[place].role : nil,
        comparisonType: isListed ? questions[place].comparisonType : nil,
        version: isListed ? questions[place].version : 1), at: time, "question \(label)")
  }

  private func mark(_ event: CaptureEvent, at time: Int64, _ words: String) {
    let line: String
    do {
      try capture.session.mark(event, at: .stamped(time))
      line = "Accepted: \(words)."
    } catch {
      line = "Not accepted: \(words). \(error.description)"
    }
    said.withLock { $0 = line }
  }
}

/// The keyboard without lines and echo, until it is restored.
private final class Keyboard: @unchecked Sendable {
  private var settings = termios()
  private let isTerminal: Bool

  init() {
    isTerminal = tcgetattr(STDIN_FILENO, &settings) == 0
    guard isTerminal else { return }
    var raw = settings
    raw.c_lflag &= ~tcflag_t(ICANON | ECHO)
    tcsetattr(STDIN_FILENO, TCSANOW, &raw)
  }

  func restore() {
    if isTerminal { tcsetattr(STDIN_FILENO, TCSANOW, &settings) }
  }

  /// The next key, or `nil` when none was pressed in time.
  func key(within milliseconds: CInt) -> UInt8? {
    guard isTerminal else {
      usleep(useconds_t(milliseconds) * 1000)
      return nil
    }
    var event = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    guard poll(&event, 1, milliseconds) > 0 else { return nil }
    var byte: UInt8 = 0
    guard read(STDIN_FILENO, &byte, 1) == 1 else {
      usleep(useconds_t(milliseconds) * 1000)
      return nil
    }
    return byte
  }
}
