// The umbrella: one import brings everything an embedder needs, and no database.
@_exported import PolygraphDSP
@_exported import PolygraphFeatures
@_exported import PolygraphFormats
@_exported import PolygraphModel
@_exported import PolygraphQuantities
@_exported import PolygraphScoring
