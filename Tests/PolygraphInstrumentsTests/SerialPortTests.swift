import Foundation
import TestSupport
import Testing

@testable import PolygraphInstruments

@Suite("Serial ports on pseudo-terminals", .serialized)
struct SerialPortTests {
  private let settings = PortSettings(baud: 115_200)

  private func failure(_ path: String, _ settings: PortSettings) -> PortError? {
    do throws(PortError) {
      _ = try SerialPort(path: path, settings: settings)
      return nil
    } catch {
      return error
    }
  }

  private func read(_ port: SerialPort, timeout: Int = 1000) -> (PortReading, [UInt8]) {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let reading = buffer.withUnsafeMutableBytes { port.read(into: $0, timeout: timeout) }
    if case .bytes(let count, _) = reading { return (reading, Array(buffer.prefix(count))) }
    return (reading, [])
  }

  @Test("a cooked, echoing terminal becomes raw: all 256 bytes pass both ways, and nothing comes back")
  func raw() throws {
    let terminal = try PseudoTerminal()
    terminal.makeCooked()
    let port = try SerialPort(path: terminal.path, settings: settings)
    let bytes = (0...255).map { UInt8($0) }
    terminal.send(bytes)
    #expect(read(port).1 == bytes)
    #expect(terminal.received(within: 100).isEmpty, "the port echoes")
    try port.write(bytes)
    #expect(terminal.received() == bytes)
    #expect(!port.hasLowLatency && port.lineErrors() == nil)
  }

  @Test("rates without a name are granted and read back", arguments: [9600, 57_600, 115_200, 250_000, 31_250])
  func rates(baud: Int) throws {
    let terminal = try PseudoTerminal()
    let port = try SerialPort(path: terminal.path, settings: PortSettings(baud: baud, stopBits: 2))
    #expect(port.grantedBaud == baud)
  }

  @Test("a second program is refused while the first has the port, and not afterwards")
  func exclusive() throws {
    let terminal = try PseudoTerminal()
    var first: SerialPort? = try SerialPort(path: terminal.path, settings: settings)
    #expect(failure(terminal.path, settings)?.code == .busy)
    #expect(failure(terminal.path, settings)?.description.contains("close that program first") == true)
    let script = "import fcntl,sys\nf=open(sys.argv[1],'rb+',buffering=0)\nfcntl.flock(f,fcntl.LOCK_EX|fcntl.LOCK_NB)"
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", "-c", script, terminal.path]
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus != 0, "another process took the port")
    first?.close()
    first = nil
    #expect(failure(terminal.path, settings) == nil)
  }

  @Test("what is no port is refused with what to do")
  func noPort() throws {
    let scratch = try TemporaryFolder()
    let file = scratch.url.appending(path: "file")
    try Data().write(to: file)
    #expect(failure(file.path, settings)?.code == .notAPort)
    #expect(failure(scratch.url.appending(path: "none").path, settings)?.code == .missing)
  }

  @Test("an unplugged port is lost at once, in a read and in a write, and stays lost")
  func unplug() throws {
    let terminal = try PseudoTerminal()
    let port = try SerialPort(path: terminal.path, settings: settings)
    let thread = Thread {
      Thread.sleep(forTimeInterval: 0.05)
      terminal.unplug()
    }
    thread.start()
    let (reading, _) = read(port, timeout: 60_000)
    #expect(reading == .lost(reason: "the port was unplugged"))
    #expect(throws: PortError.self) { try port.write([1]) }
    for _ in 0..<3 {
      guard case .lost = read(port).0 else {
        Issue.record("the port came back")
        return
      }
    }
  }

  @Test("a waiting reader is woken, and a silent port times out")
  func waking() throws {
    let terminal = try PseudoTerminal()
    let port = try SerialPort(path: terminal.path, settings: settings)
    #expect(read(port, timeout: 20).0 == .timeout)
    port.wake()
    #expect(read(port, timeout: 5000).0 == .woken)
    #expect(read(port, timeout: 20).0 == .timeout)
    let thread = Thread {
      Thread.sleep(forTimeInterval: 0.05)
      port.wake()
    }
    thread.start()
    #expect(read(port, timeout: 10_000).0 == .woken)
    terminal.send([9])
    port.wake()
    #expect(read(port).0 == .woken)
    #expect(read(port).1 == [9], "a byte went with the wake")
  }

  @Test("a write that nobody takes ends at its deadline")
  func deadline() throws {
    let terminal = try PseudoTerminal()
    let port = try SerialPort(path: terminal.path, settings: settings)
    do throws(PortError) {
      for _ in 0..<100 { try port.write([UInt8](repeating: 7, count: 4096), deadline: 60) }
      Issue.record("a pseudo-terminal took 400 kB")
    } catch {
      #expect(error.code == .timeout)
    }
  }

  @Test("draining ends with silence, or at the limit when the line never is")
  func drain() throws {
    let terminal = try PseudoTerminal()
    let port = try SerialPort(path: terminal.path, settings: settings)
    terminal.send([UInt8](repeating: 1, count: 1492))
    let quiet = try port.drain(silence: 200, limit: 5000)
    #expect(quiet.count == 1492 && quiet.isSilent)
    let thread = Thread {
      for _ in 0..<40 {
        terminal.send([1])
        Thread.sleep(forTimeInterval: 0.01)
      }
    }
    thread.start()
    #expect(try port.drain(silence: 5000, limit: 100).isSilent == false)
    while !thread.isFinished { Thread.sleep(forTimeInterval: 0.01) }
  }
}

@Suite("Ports that are attached")
struct PortDirectoryTests {
  /// A made-up machine: two adapters of one kind, one with a serial number, and a Bluetooth link.
  private struct Machine {
    let scratch: TemporaryFolder
    var devices: URL { scratch.url.appending(path: "dev") }
    var kernel: URL { scratch.url.appending(path: "sys") }
    var directory: PortDirectory { PortDirectory(devices: devices.path, kernel: kernel.path) }

    init() throws {
      scratch = try TemporaryFolder()
      for folder in [devices.appending(path: "serial/by-id"), kernel.appending(path: "class/tty")] {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      }
      try Data().write(to: devices.appending(path: "rfcomm0"))
      try Data().write(to: devices.appending(path: "ttyS0"))
    }

    func plug(_ name: String, socket: String, vendor: String, product: String, serial: String?, stable: String) throws {
      let usb = kernel.appending(path: "devices/usb1/\(socket)")
      let device = usb.appending(path: "\(socket):1.0/\(name)")
      try FileManager.default.createDirectory(at: device, withIntermediateDirectories: true)
      try Data("\(vendor)\n".utf8).write(to: usb.appending(path: "idVendor"))
      try Data("\(product)\n".utf8).write(to: usb.appending(path: "idProduct"))
      if let serial { try Data("\(serial)\n".utf8).write(to: usb.appending(path: "serial")) }
      let terminal = kernel.appending(path: "class/tty/\(name)")
      try FileManager.default.createDirectory(at: terminal, withIntermediateDirectories: true)
      try FileManager.default.createSymbolicLink(at: terminal.appending(path: "device"), withDestinationURL: device)
      try Data().write(to: devices.appending(path: name))
      try FileManager.default.createSymbolicLink(
        at: devices.appending(path: "serial/by-id/\(stable)"), withDestinationURL: devices.appending(path: name))
    }

    func unplug(_ name: String, socket: String, stable: String) throws {
      try FileManager.default.removeItem(at: devices.appending(path: "serial/by-id/\(stable)"))
      for path in ["dev/\(name)", "sys/class/tty/\(name)", "sys/devices/usb1/\(socket)"] {
        try FileManager.default.removeItem(at: scratch.url.appending(path: path))
      }
    }
  }

  private let cyton = "usb-FTDI_FT231X_USB_UART_DM01-if00-port0"
  private let arduino = "usb-1a86_USB_Serial-if00-port0"

  @Test("ports are listed with vendor, product, serial number and stable name")
  func listing() throws {
    let machine = try Machine()
    try machine.plug("ttyUSB0", socket: "1-2", vendor: "0403", product: "6015", serial: "DM01", stable: cyton)
    try machine.plug("ttyUSB1", socket: "1-3", vendor: "1a86", product: "7523", serial: nil, stable: arduino)
    let ports = machine.directory.ports()
    #expect(ports.map { URL(filePath: $0.path).lastPathComponent } == ["rfcomm0", "ttyUSB0", "ttyUSB1"])
    #expect(ports[1].vendor == "0403" && ports[1].product == "6015" && ports[1].serial == "DM01")
    #expect(ports[1].stableName == cyton && ports[1].socket == "1-2")
    #expect(ports[2].serial == nil && ports[2].socket == "1-3" && ports[0].stableName == nil)
  }

  @Test("a device is found under another number by its serial number; another one of its kind is not taken for it")
  func replug() throws {
    let machine = try Machine()
    try machine.plug("ttyUSB0", socket: "1-2", vendor: "0403", product: "6015", serial: "DM01", stable: cyton)
    let known = machine.directory.ports()[1]
    try machine.unplug("ttyUSB0", socket: "1-2", stable: cyton)
    #expect(machine.directory.find(known) == nil)
    try machine.plug(
      "ttyUSB0", socket: "1-2", vendor: "0403", product: "6015", serial: "DM02", stable: "usb-FTDI_DM02-if00-port0")
    #expect(machine.directory.find(known) == nil)
    try machine.plug("ttyUSB3", socket: "1-4", vendor: "0403", product: "6015", serial: "DM01", stable: cyton)
    let found = try #require(machine.directory.find(known))
    #expect(found.port.path.hasSuffix("ttyUSB3") && found.isCertain)
  }

  @Test("a device without a serial number is found by its socket, and that is not certain")
  func socket() throws {
    let machine = try Machine()
    try machine.plug("ttyUSB1", socket: "1-3", vendor: "1a86", product: "7523", serial: nil, stable: arduino)
    let known = machine.directory.ports()[1]
    try machine.unplug("ttyUSB1", socket: "1-3", stable: arduino)
    try machine.plug("ttyUSB5", socket: "1-3", vendor: "1a86", product: "7523", serial: nil, stable: arduino)
    let found = try #require(machine.directory.find(known))
    #expect(found.port.path.hasSuffix("ttyUSB5") && !found.isCertain)
  }
}
