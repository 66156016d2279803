public import Config

/// A citable name for a composition of axes: data, not a program.
///
/// A conforming type is one file and one line in ``Methods``: a component whose fields are the axes with the method's
/// defaults, and short names for inner paths.
public protocol Method: Configurable {
    /// The settings it was made from.
    var settings: Settings { get }
    /// What it requires of learners; nothing unless told.
    static var requirements: [Requirement] { get }
    /// What a starter spec of it stands on.
    static var starter: Starter { get }
}

extension Method {
    /// A method of exchanges alone.
    public static var requirements: [Requirement] { [] }

    /// Policy gradients on CartPole.
    public static var starter: Starter { Starter() }

    /// The axes the settings name; nil where the method stands for no exchange.
    public var composition: Composition? {
        Self.component.field("upload") == nil ? nil : Composition(kind: Self.component.kind, settings)
    }
}
