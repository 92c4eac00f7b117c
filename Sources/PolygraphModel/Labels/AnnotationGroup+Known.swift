extension AnnotationGroup {
  /// Movement of body, arm or head.
  public static let movement = AnnotationGroup(rawValue: "movement")
  /// Talking.
  public static let talking = AnnotationGroup(rawValue: "talking")
  /// Clearing the throat, coughing.
  public static let throat = AnnotationGroup(rawValue: "throat")
  /// A deep breath.
  public static let deepBreath = AnnotationGroup(rawValue: "deepBreath")
  /// Sniff, sneeze, yawn, laugh or sigh.
  public static let sniffOrSigh = AnnotationGroup(rawValue: "sniffOrSigh")
  /// Belch, swallow, stomach.
  public static let swallow = AnnotationGroup(rawValue: "swallow")
  /// The examinee is sleepy or asleep.
  public static let sleep = AnnotationGroup(rawValue: "sleep")
  /// Noise outside or inside the room.
  public static let noise = AnnotationGroup(rawValue: "noise")
  /// An instruction of the examiner.
  public static let instruction = AnnotationGroup(rawValue: "instruction")
  /// The examiner erred, or repeated a question.
  public static let repetition = AnnotationGroup(rawValue: "repetition")
  /// The mark of a series or a test, set by the instrument's software.
  public static let seriesMark = AnnotationGroup(rawValue: "seriesMark")
  /// A note the instrument's software set itself.
  public static let software = AnnotationGroup(rawValue: "software")
  /// A pause.
  public static let pause = AnnotationGroup(rawValue: "pause")
  /// A question that was broken off.
  public static let questionStopped = AnnotationGroup(rawValue: "questionStopped")
  /// The examiner changed a gain or moved a tracing.
  public static let adjustment = AnnotationGroup(rawValue: "adjustment")
  /// The cuff was inflated or let down.
  public static let cuff = AnnotationGroup(rawValue: "cuff")
  /// An answer that the source wrote as an event of its own.
  public static let answer = AnnotationGroup(rawValue: "answer")
  /// A code that is in use and whose meaning is not known.
  public static let unexplained = AnnotationGroup(rawValue: "unexplained")
}
