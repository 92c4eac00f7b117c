import Foundation
import PolygraphQuantities

extension Timestamp {
  /// The instant the system's clock shows.
  static func now() -> Timestamp {
    Timestamp(millisecondsSince1970: Int64((Date().timeIntervalSince1970 * 1000).rounded(.down)))
  }
}
