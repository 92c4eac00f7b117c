import Foundation

/// A serial port that is attached, and what tells it from others.
public struct AttachedPort: Hashable, Sendable {
  /// The port's own path, which may change at the next plug-in.
  public var path: String
  /// The name under `/dev/serial/by-id`, which stays; `nil` where the device has none.
  public var stableName: String?
  /// The USB vendor as four hexadecimal digits.
  public var vendor: String?
  /// The USB product as four hexadecimal digits.
  public var product: String?
  /// The device's serial number; cheap converters have none.
  public var serial: String?
  /// Which socket it is plugged into, as the kernel names it.
  public var socket: String?

  /// The path that is best kept: the stable name's where there is one.
  public var bestPath: String { stableName.map { "/dev/serial/by-id/\($0)" } ?? path }
}

/// The serial ports of this machine, as udev and the kernel list them.
public struct PortDirectory: Sendable {
  private let devices: String
  private let kernel: String

  /// Makes a directory. The roots stand for `/dev` and `/sys` and differ in tests only.
  public init(devices: String = "/dev", kernel: String = "/sys") {
    self.devices = devices
    self.kernel = kernel
  }

  /// The ports that are attached now: USB serial devices and Bluetooth links, ordered by path.
  public func ports() -> [AttachedPort] {
    var stable: [String: String] = [:]
    let folder = "\(devices)/serial/by-id"
    for name in names(in: folder) {
      let target = URL(filePath: "\(folder)/\(name)").resolvingSymlinksInPath().lastPathComponent
      stable[target] = name
    }
    var found = Set(stable.keys)
    for name in names(in: "\(kernel)/class/tty") + names(in: devices) where Self.isSerialName(name) {
      if FileManager.default.fileExists(atPath: "\(devices)/\(name)") { found.insert(name) }
    }
    return found.sorted { $0.localizedStandardCompare($1) == .orderedAscending }.map { describe($0, stable[$0]) }
  }

  /// The port of a device that was seen before, by serial number, then by its stable name, then by its socket. The
  /// answer is certain when a serial number says so; else the examiner is to confirm it.
  public func find(_ known: AttachedPort) -> (port: AttachedPort, isCertain: Bool)? {
    let present = ports()
    func isSameKind(_ port: AttachedPort) -> Bool { port.vendor == known.vendor && port.product == known.product }
    if let serial = known.serial {
      let same = present.filter { $0.serial == serial && isSameKind($0) }
      // A device with several interfaces has them in its stable name.
      if let port = same.first(where: { $0.stableName == known.stableName }) ?? same.first { return (port, true) }
      return nil
    }
    if let socket = known.socket, let port = present.first(where: { $0.socket == socket && isSameKind($0) }) {
      return (port, false)
    }
    if let name = known.stableName, let port = present.first(where: { $0.stableName == name }) { return (port, false) }
    return nil
  }

  private static func isSerialName(_ name: String) -> Bool {
    ["ttyUSB", "ttyACM", "rfcomm"].contains { name.hasPrefix($0) }
  }

  private func names(in folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
  }

  private func describe(_ name: String, _ stableName: String?) -> AttachedPort {
    var port = AttachedPort(path: "\(devices)/\(name)", stableName: stableName)
    // The USB device is the nearest folder above the terminal's that names a vendor.
    var folder = URL(filePath: "\(kernel)/class/tty/\(name)/device").resolvingSymlinksInPath()
    for _ in 0..<6 {
      if let vendor = text(folder, "idVendor") {
        port.vendor = vendor
        port.product = text(folder, "idProduct")
        port.serial = text(folder, "serial")
        port.socket = folder.lastPathComponent
        break
      }
      folder.deleteLastPathComponent()
    }
    return port
  }

  private func text(_ folder: URL, _ name: String) -> String? {
    guard let data = try? Data(contentsOf: folder.appending(path: name)), data.count < 4096 else { return nil }
    let text = String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    return text.isEmpty ? nil : text
  }
}
