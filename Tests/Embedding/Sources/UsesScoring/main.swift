import PolygraphScoring

// Nine presentations of three sensors, electrodermal counted twice: the reference model of a three-question exam.
let reference = MultinomialReference(presentations: 9, weights: [1, 2, 1, 1])
let format = TestFormat.named("federal-zct")
let odds = (reference.odds(-9) * 100).rounded() / 100
print("format \(format?.name ?? "unknown"), largest score \(reference.largestScore), odds of -9 \(odds)")
