extension Figure {
    /// Whether bytes are a drawing of ours, of any figure or replay: an SVG document with our styles.
    public static func isDrawing(_ bytes: [UInt8]) -> Bool {
        let head = String(decoding: bytes.prefix(1 << 16), as: UTF8.self)
        return head.hasPrefix("<svg xmlns=") && head.contains("<style>" + Palette.style)
    }
}
