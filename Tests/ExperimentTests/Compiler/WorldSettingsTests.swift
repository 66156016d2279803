import Testing

@testable import Experiment

@Suite("Settings of worlds that have to go together")
struct WorldSettingsTests {
    private func found(_ map: String, _ more: String = "") -> [String] {
        SpecText.found(SpecText.text(more).replacing("cartpole", with: "{frozen_lake: {map: \(map)}}"))
    }

    @Test("Maps are refused at the map, once, wherever they stand")
    func maps() {
        #expect(found("[SFGH, FHHH, FFFF, FFFF]").isEmpty)
        for map in ["[SFG, FHHH]", "[SFGH, FXHH]", "[FFGH, FHHH]", "[S\(String(repeating: "F", count: 30))]"] {
            #expect(found(map) == ["6:34 spec/out-of-range"])
        }
        let far = "worlds: {far: {count: 2, environment: {frozen_lake: {map: [FF, GH]}}}}"
        #expect(found("[SF, GH]", far) == ["11:59 spec/out-of-range"])
    }
}
