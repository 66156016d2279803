public import Config

// Federated and distributed learning at large, its robustness and its privacy.
extension Publication {
    /// McMahan et al., 2017.
    public static let federatedAveraging = Publication(
        "mcmahan2017communication",
        ["McMahan, H. Brendan", "Moore, Eider", "Ramage, Daniel", "Hampson, Seth", "Agüera y Arcas, Blaise"],
        "Communication-efficient learning of deep networks from decentralized data", .proceedings("AISTATS"), 2017,
        arXiv: "1602.05629")

    /// McMahan et al., 2018.
    public static let recurrentLanguageModels = Publication(
        "mcmahan2018learning", ["McMahan, H. Brendan", "Ramage, Daniel", "Talwar, Kunal", "Zhang, Li"],
        "Learning differentially private recurrent language models", .proceedings("ICLR"), 2018, arXiv: "1710.06963")

    /// Bonawitz et al., 2019.
    public static let systemDesign = Publication(
        "bonawitz2019towards", ["Bonawitz, Keith", "Eichner, Hubert", "Grieskamp, Wolfgang", "others"],
        "Towards federated learning at scale: System design", .proceedings("MLSys"), 2019, arXiv: "1902.01046")

    /// Bonawitz et al., 2017.
    public static let secureAggregation = Publication(
        "bonawitz2017practical",
        [
            "Bonawitz, Keith", "Ivanov, Vladimir", "Kreuter, Ben", "Marcedone, Antonio", "McMahan, H. Brendan",
            "Patel, Sarvar", "Ramage, Daniel", "Segal, Aaron", "Seth, Karn",
        ],
        "Practical secure aggregation for privacy-preserving machine learning", .proceedings("CCS"), 2017,
        doi: "10.1145/3133956.3133982")

    /// Li et al., 2020.
    public static let fedProx = Publication(
        "li2020federated",
        [
            "Li, Tian", "Sahu, Anit Kumar", "Zaheer, Manzil", "Sanjabi, Maziar", "Talwalkar, Ameet",
            "Smith, Virginia",
        ],
        "Federated optimization in heterogeneous networks", .proceedings("MLSys"), 2020, arXiv: "1812.06127")

    /// Li and Wang, 2019.
    public static let fedMD = Publication(
        "li2019fedmd", ["Li, Daliang", "Wang, Junpu"],
        "FedMD: Heterogenous federated learning via model distillation", .proceedings("NeurIPS workshop"), 2019,
        arXiv: "1910.03581")

    /// Mishchenko et al., 2022.
    public static let proxSkip = Publication(
        "mishchenko2022proxskip",
        ["Mishchenko, Konstantin", "Malinovsky, Grigory", "Stich, Sebastian", "Richtárik, Peter"],
        "ProxSkip: Yes! Local gradient steps provably lead to communication acceleration! Finally!",
        .proceedings("ICML"), 2022, arXiv: "2202.09357")

    /// Chen et al., 2018.
    public static let lazyGradients = Publication(
        "chen2018lag", ["Chen, Tianyi", "Giannakis, Georgios B.", "Sun, Tao", "Yin, Wotao"],
        "LAG: Lazily aggregated gradient for communication-efficient distributed learning", .proceedings("NeurIPS"),
        2018, arXiv: "1805.09965")

    /// Xie et al., 2020.
    public static let asynchronousFederated = Publication(
        "xie2020asynchronous", ["Xie, Cong", "Koyejo, Sanmi", "Gupta, Indranil"], "Asynchronous federated optimization",
        .proceedings("OPT"), 2020, arXiv: "1903.03934")

    /// Lian et al., 2017.
    public static let decentralizedAlgorithms = Publication(
        "lian2017can",
        ["Lian, Xiangru", "Zhang, Ce", "Zhang, Huan", "Hsieh, Cho-Jui", "Zhang, Wei", "Liu, Ji"],
        "Can decentralized algorithms outperform centralized algorithms? A case study for decentralized parallel "
            + "stochastic gradient descent", .proceedings("NIPS"), 2017, arXiv: "1705.09056")

    /// Yin et al., 2018.
    public static let robustRates = Publication(
        "yin2018byzantine", ["Yin, Dong", "Chen, Yudong", "Ramchandran, Kannan", "Bartlett, Peter"],
        "Byzantine-robust distributed learning: Towards optimal statistical rates", .proceedings("ICML"), 2018,
        arXiv: "1803.01498")

    /// Blanchard et al., 2017.
    public static let krum = Publication(
        "blanchard2017machine",
        ["Blanchard, Peva", "El Mhamdi, El Mahdi", "Guerraoui, Rachid", "Stainer, Julien"],
        "Machine learning with adversaries: Byzantine tolerant gradient descent", .proceedings("NeurIPS"), 2017,
        arXiv: "1703.02757")

    /// El Mhamdi et al., 2020.
    public static let genuinelyDistributed = Publication(
        "elmhamdi2020genuinely",
        [
            "El Mhamdi, El Mahdi", "Guerraoui, Rachid", "Guirguis, Arsany", "Hoang, Lê Nguyên", "Rouault, Sébastien",
        ],
        "Genuinely distributed Byzantine machine learning", .proceedings("PODC"), 2020, arXiv: "1905.03853")

    /// Pillutla et al., 2022.
    public static let robustAggregation = Publication(
        "pillutla2022robust", ["Pillutla, Krishna", "Kakade, Sham M.", "Harchaoui, Zaid"],
        "Robust aggregation for federated learning",
        .journal("IEEE Transactions on Signal Processing", volume: "70"), 2022, arXiv: "1912.13445")

    /// Lamport et al., 1982.
    public static let byzantineGenerals = Publication(
        "lamport1982byzantine", ["Lamport, Leslie", "Shostak, Robert", "Pease, Marshall"],
        "The Byzantine generals problem",
        .journal("ACM Transactions on Programming Languages and Systems", volume: "4", issue: "3"), 1982,
        doi: "10.1145/357172.357176")

    /// Huang et al., 2021.
    public static let personalizedSilos = Publication(
        "huang2021personalized",
        [
            "Huang, Yutao", "Chu, Lingyang", "Zhou, Zirui", "Wang, Lanjun", "Liu, Jiangchuan", "Pei, Jian",
            "Zhang, Yong",
        ],
        "Personalized cross-silo federated learning on non-IID data", .proceedings("AAAI"), 2021, arXiv: "2007.03797")

    /// Wu and Wang, 2021.
    public static let adaptiveWeighting = Publication(
        "wu2021fast", ["Wu, Hongda", "Wang, Ping"], "Fast-convergent federated learning with adaptive weighting",
        .journal("IEEE Transactions on Cognitive Communications and Networking", volume: "7", issue: "4"), 2021,
        arXiv: "2012.00661", doi: "10.1109/TCCN.2021.3084406")

    /// Wu et al., 2022.
    public static let dpFed = Publication(
        "wu2022dpfed", ["Wu, Jiang", "Liu, Xuezheng", "Liu, Jiahao", "Hu, Miao", "Wu, Di"],
        "DPFed: Toward fair personalized federated learning with fast convergence", .proceedings("MSN"), 2022,
        doi: "10.1109/MSN57253.2022.00087")

    /// Nishio and Yonetani, 2019.
    public static let clientSelection = Publication(
        "nishio2019client", ["Nishio, Takayuki", "Yonetani, Ryo"],
        "Client selection for federated learning with heterogeneous resources in mobile edge", .proceedings("ICC"),
        2019,
        arXiv: "1804.08333")

    /// Xia et al., 2020.
    public static let clientScheduling = Publication(
        "xia2020multi",
        ["Xia, Wenchao", "Quek, Tony Q. S.", "Guo, Kun", "Wen, Wanli", "Yang, Howard H.", "Zhu, Hongbo"],
        "Multi-armed bandit-based client scheduling for federated learning",
        .journal("IEEE Transactions on Wireless Communications", volume: "19", issue: "11"), 2020,
        arXiv: "2007.02315", doi: "10.1109/TWC.2020.3008091")

    /// Auer et al., 2002.
    public static let bandits = Publication(
        "auer2002finite", ["Auer, Peter", "Cesa-Bianchi, Nicolò", "Fischer, Paul"],
        "Finite-time analysis of the multiarmed bandit problem", .journal("Machine Learning", volume: "47"), 2002,
        doi: "10.1023/A:1013689704352")

    /// Suresh et al., 2017.
    public static let meanEstimation = Publication(
        "suresh2017distributed",
        ["Suresh, Ananda Theertha", "Yu, Felix X.", "Kumar, Sanjiv", "McMahan, H. Brendan"],
        "Distributed mean estimation with limited communication", .proceedings("ICML"), 2017, arXiv: "1611.00429")

    /// Bun and Steinke, 2016.
    public static let concentratedPrivacy = Publication(
        "bun2016concentrated", ["Bun, Mark", "Steinke, Thomas"],
        "Concentrated differential privacy: Simplifications, extensions, and lower bounds", .proceedings("TCC"), 2016,
        arXiv: "1605.02065")

    /// Hsu et al., 2019.
    public static let serverMomentum = Publication(
        "hsu2019measuring", ["Hsu, Tzu-Ming Harry", "Qi, Hang", "Brown, Matthew"],
        "Measuring the effects of non-identical data distribution for federated visual classification", .preprint, 2019,
        arXiv: "1909.06335")

    /// Reddi et al., 2021.
    public static let adaptiveServers = Publication(
        "reddi2021adaptive",
        [
            "Reddi, Sashank J.", "Charles, Zachary", "Zaheer, Manzil", "Garrett, Zachary", "Rush, Keith",
            "Konečný, Jakub", "Kumar, Sanjiv", "McMahan, H. Brendan",
        ],
        "Adaptive federated optimization", .proceedings("ICLR"), 2021, arXiv: "2003.00295")

    /// Duchi et al., 2008.
    public static let projections = Publication(
        "duchi2008efficient", ["Duchi, John", "Shalev-Shwartz, Shai", "Singer, Yoram", "Chandra, Tushar"],
        "Efficient projections onto the l1-ball for learning in high dimensions", .proceedings("ICML"), 2008,
        doi: "10.1145/1390156.1390191")
}
