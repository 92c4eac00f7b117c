import PolygraphFormats

/// The check of an instrument, kept with the exam it was used for.
extension PackageInstrument {
  private static let names = (payload: "check.payload", key: "check.publicKey", signature: "check.signature")

  /// Puts a signed check among what is told of the instrument; the package's journal and manifest keep it.
  public mutating func keep(_ check: SignedCheckRecord) {
    values[Self.names.payload] = check.payload
    values[Self.names.key] = check.publicKey
    values[Self.names.signature] = check.signature
  }

  /// The signed check that is kept; `nil` without one. Its signature is not looked at yet.
  public var check: SignedCheckRecord? {
    guard let payload = values[Self.names.payload], let key = values[Self.names.key],
      let signature = values[Self.names.signature]
    else { return nil }
    return SignedCheckRecord(payload: payload, publicKey: key, signature: signature)
  }
}
