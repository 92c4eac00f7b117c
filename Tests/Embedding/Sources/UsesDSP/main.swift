import PolygraphDSP

// A low-pass at 2 Hz passes a slow wave and stops a fast one. Both waves are made by rotation, exactly repeatable.
func wave(stepCosine: Double, stepSine: Double, count: Int) -> [Double] {
  var (cosine, sine) = (1.0, 0.0)
  return (0..<count).map { _ in
    defer { (cosine, sine) = (cosine * stepCosine - sine * stepSine, sine * stepCosine + cosine * stepSine) }
    return sine
  }
}

let slow = wave(stepCosine: 0.9986295347545738, stepSine: 0.052335956242943835, count: 600)  // 3° a sample: 0.25 Hz
let fast = wave(stepCosine: -0.5, stepSine: 0.8660254037844386, count: 600)  // 120° a sample: 10 Hz
let filter = try SecondOrderSections.butterworth(.lowPass(2), order: 4, at: .init(30))
let filtered = try filter.zeroPhase(zip(slow, fast).map { $0 + $1 })
let error = zip(filtered, slow).dropFirst(100).dropLast(100).map { abs($0 - $1) }.max() ?? .infinity
let edge = filter.gain(at: 2)
print("gain at the edge \((edge * 10_000).rounded() / 10_000), the fast wave is \(error < 0.001 ? "gone" : "left")")
