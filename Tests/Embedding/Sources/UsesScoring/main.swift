import PolygraphScoring

// Three questions in five charts, four sensors, electrodermal counted twice: the published table gives -9 odds of 6.02.
let reference = MultinomialReference(presentations: 15, weights: [1, 2, 1, 1])
let format = TestFormat.named("federal-zct")
let odds = (reference.odds(-9) * 100).rounded() / 100
print("format \(format?.name ?? "unknown"), largest score \(reference.largestScore), odds of -9 \(odds)")
