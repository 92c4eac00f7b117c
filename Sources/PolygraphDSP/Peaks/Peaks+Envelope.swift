/// Lines drawn through extrema.
extension Peaks {
  /// The line of straight segments through the samples at `indices`; the first and the last sample always belong to it.
  ///
  /// *Shape*: as many samples out as in. Indices ascend and lie inside the line; anything else is a programming error.
  public static func line(through indices: [Int], of line: [Double]) -> [Double] {
    guard !line.isEmpty else { return [] }
    var result = line
    var left = 0
    func draw(to right: Int) {
      precondition(right >= left && right < line.count, "Indices of an envelope ascend and lie inside the line.")
      guard right > left + 1 else {
        left = right
        return
      }
      let slope = (line[right] - line[left]) / Double(right - left)
      for index in (left + 1)..<right { result[index] = line[left] + slope * Double(index - left) }
      left = right
    }
    for index in indices { draw(to: index) }
    draw(to: line.count - 1)
    return result
  }

  /// The line through the local maxima, and the first and last sample.
  public static func upperEnvelope(of line: [Double], halfWindow: Int) -> [Double] {
    self.line(through: maxima(in: line, halfWindow: halfWindow, includingEnds: true), of: line)
  }

  /// The line through the local minima, and the first and last sample.
  public static func lowerEnvelope(of line: [Double], halfWindow: Int) -> [Double] {
    self.line(through: minima(in: line, halfWindow: halfWindow, includingEnds: true), of: line)
  }
}
