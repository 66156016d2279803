import Report
import Testing

@Suite("Figures against a swept number")
struct SweepFigureTests {
    private func figures(_ arms: [String], attacks: [String]) -> [Figure] {
        let cells = arms.flatMap { arm in
            attacks.flatMap { attack in
                [0.0, 0.1, 0.3].map { fraction in
                    SampleStudy.cell(arm: "\(arm),attack=\(attack),fraction=\(fraction)", seed: 1, slope: 1 - fraction)
                }
            }
        }
        var options = ReportOptions()
        options.bootstrap = Bootstrap(resamples: 10)
        return StudyReport(cells: cells, options: options).figures.filter { $0.xLabel == "fraction" }
    }

    @Test("have few lines in one figure")
    func few() {
        let figures = figures(["mean", "median"], attacks: ["zero", "flip"])
        #expect(!figures.isEmpty)
        for figure in figures {
            #expect(
                figure.curves.map(\.name) == [
                    "mean,attack=flip", "mean,attack=zero", "median,attack=flip", "median,attack=zero",
                ])
            #expect(figure.title.hasSuffix(" against fraction"))
        }
    }

    @Test("have many lines in a figure for every level of the other factor, the same line in the same color")
    func many() {
        let arms = ["a", "b", "c", "d", "e", "f"]
        let figures = figures(arms, attacks: ["zero", "flip"])
        let titles = figures.map(\.title)
        #expect(titles.filter { $0.hasSuffix(" against fraction, attack=zero") }.count == figures.count / 2)
        #expect(titles.filter { $0.hasSuffix(" against fraction, attack=flip") }.count == figures.count / 2)
        #expect(!figures.isEmpty)
        for figure in figures {
            #expect(figure.curves.map(\.name) == arms && figure.curves.map(\.color) == Array(0..<6))
            #expect(figure.curves.allSatisfy { $0.x == [0, 0.1, 0.3] })
        }
    }
}
