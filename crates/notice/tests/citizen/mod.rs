//! Synthetic papers and the tools that read them back.
#![allow(dead_code)] // each test program uses its own part
#![allow(clippy::unwrap_used)] // a broken tool must stop the test

use std::path::{Path, PathBuf};
use std::process::Command;

use notice::{Fee, Gap, Guide, Kind, Lack, Line, Paper, Party, Pdf, Shortfall, Wanted};

pub const QR: &str = "https://zwfw.example.gov.cn/c/4304002026X1234?s=7Q2M";

pub fn party(name: &str) -> Party {
    Party {
        name: name.into(),
        id_kind: "居民身份证".into(),
        id: "430400********0012".into(),
        phone: "138****0012".into(),
    }
}

pub fn line(name: &str, source: &str, form: &str, copies: u32, note: &str) -> Line {
    Line {
        name: name.into(),
        source: source.into(),
        form: form.into(),
        copies,
        note: note.into(),
    }
}

/// A full paper of the kind, as the desk would fill it.
pub fn paper(kind: Kind) -> Paper {
    let mut paper = bare(kind);
    paper.lacking = vec![Lack {
        name: "经营场所使用证明".into(),
        kind: Shortfall::Missing,
        form: "复印件".into(),
        copies: 1,
        how: "现场、邮寄或线上".into(),
        due: None,
    }];
    paper.due = Some("2026年11月27日".into());
    paper.promise = Some("自受理之日起7个工作日（2026年12月2日前）".into());
    paper.basis = vec![
        "《中华人民共和国行政许可法》第三十二条".into(),
        "《食品经营许可和备案管理办法》第十三条".into(),
    ];
    paper.remedies = vec![
        "对本通知不服的，可以自收到之日起六十日内依法申请行政复议，或者六个月内依法提起行政诉讼。"
            .into(),
    ];
    match kind {
        Kind::Receipt => receipt(&mut paper),
        Kind::OneTimeNotice => one_time(&mut paper),
        Kind::Refusal | Kind::Denial | Kind::Revocation => refusal(&mut paper),
        Kind::Return => returned(&mut paper),
        Kind::Acceptance => paper.lacking.clear(),
        Kind::ToleranceCommitment => paper.remedies.clear(),
        Kind::Commitment => {
            paper.lacking.clear();
            paper.remedies.clear();
            paper.commitments = vec!["自愿选择以告知承诺方式办理。".into()];
            paper.told = vec![(
                "不实承诺的法律责任".into(),
                vec!["不符合的限期整改，仍不符合的撤销许可。".into()],
            )];
        }
        Kind::SpecialProcedure => procedure(&mut paper),
        Kind::Extension => extension(&mut paper),
        Kind::DefaultDecision => {
            paper.lacking.clear();
            paper.due = None;
            paper.extra = vec![
                (
                    "承诺办结".into(),
                    "2026年11月19日前，期满没有作出决定".into(),
                ),
                (
                    "系统事件编号".into(),
                    "0190f3a47c5d7e2f8a1b2c3d4e5f6071".into(),
                ),
                ("责任单位".into(), "江口县市场监督管理局".into()),
            ];
        }
        Kind::ToleranceNotice => {}
    }
    paper
}

/// A guide of an item with one material.
pub fn guide() -> Guide {
    Guide {
        practice: true,
        realm_name: "练习市".into(),
        outlet: "江口镇便民服务中心".into(),
        body: "江口县市场监督管理局".into(),
        item_name: "食品经营许可（新办，小型餐饮服务）".into(),
        item_code: "11430400MB00000010443012345600".into(),
        item_version: "第 7 版，2026-01-01 起".into(),
        plain: "开小餐馆前办的许可。".into(),
        applicants: "本人、代理人".into(),
        handling: "承诺件".into(),
        statutory: "20 个工作日".into(),
        promised: "7 个工作日".into(),
        result: "食品经营许可证".into(),
        phone: "0734-8800001".into(),
        supervise_phone: "0734-12345".into(),
        situation: vec![("经营场所".into(), "自有".into())],
        materials: vec![Wanted {
            name: "营业执照".into(),
            form: "原件核验".into(),
            copies: 1,
            issuer: "市场监督管理部门".into(),
            note: "可容缺，承诺后补交".into(),
        }],
        fees: Vec::new(),
        basis: vec!["《食品经营许可和备案管理办法》第十三条".into()],
        hints: vec!["现场核查时请留人。".into()],
        issued_at: "2026年11月20日".into(),
        qr_text: "ZC:ITEM:11430400MB00000010443012345600:7".into(),
    }
}

/// The next citizen's paper: other names, number and date.
pub fn next(kind: Kind) -> Paper {
    let mut paper = paper(kind);
    paper.applicant = party("覃小满");
    paper.agent = None;
    paper.number = "430400-2026-00001235".into();
    paper.received_at = "2026年11月20日 10:05".into();
    paper.qr_text.push('5');
    paper
}

/// What the desk can print before an official number is there.
pub fn provisional(kind: Kind) -> Paper {
    let mut given = paper(kind);
    given.provisional = true;
    given.number = "临-JK03-20261120-0007".into();
    given.promise = None;
    given.document_no = None;
    given
}

/// A reprint in the practice realm.
pub fn practice(kind: Kind) -> Paper {
    let mut given = paper(kind);
    given.practice = true;
    given.copy = 3;
    given
}

/// A commitment signed on the desk's pad.
pub fn signed() -> Paper {
    let mut given = paper(Kind::ToleranceCommitment);
    given.signature_png = Some(signature());
    given.signed_at = Some("2026年11月20日 09:51".into());
    given
}

/// Names as long as the law allows, and then some.
pub fn long(kind: Kind) -> Paper {
    let mut given = paper(kind);
    given.applicant.name = "阿卜杜热合曼·艾合麦提江·吐尔逊".repeat(3);
    given.item_name = "江口县很长很长的行政许可事项名称".repeat(4);
    given.body = "江口县人民政府政务服务和大数据发展管理局".repeat(2);
    given.qr_text = "ZC:CASE:0123456789".repeat(6);
    for line in &mut given.submitted {
        line.name = "W".repeat(60);
        line.note = "与原件核对一致".repeat(6);
    }
    given
}

fn receipt(paper: &mut Paper) {
    paper.lacking.clear();
    paper.due = None;
    paper.promise = None;
    paper.remedies.clear();
    paper.document_no = None;
}

fn one_time(paper: &mut Paper) {
    paper.lacking.clear();
    paper.gaps = vec![
        Gap {
            material: "食品安全管理制度文本".into(),
            problem: "缺少从业人员健康管理制度一章。".into(),
            basis: "《食品经营许可和备案管理办法》第十三条第（四）项".into(),
            how: "补充该章后提交，加盖公章，一式一份。".into(),
        },
        Gap {
            material: "经营场所平面图".into(),
            problem: "未标注操作间面积，图上没有方位。".into(),
            basis: "同上，第（三）项".into(),
            how: "重新绘制，标注面积（平方米）和指北方向。".into(),
        },
    ];
    paper.fees = vec![Fee {
        name: "食品经营许可证工本费".into(),
        amount: "免收".into(),
        basis: "财税〔2015〕102号".into(),
    }];
    paper.extra = vec![
        ("办理流程".into(), "补正 → 受理 → 审查 → 决定 → 送达".into()),
        ("办理地点".into(), "江口镇便民服务中心综合窗口3号".into()),
    ];
}

fn procedure(paper: &mut Paper) {
    paper.lacking.clear();
    paper.due = Some("2026年11月26日".into());
    paper.promise = Some(
        "特别程序如期结束的，自受理之日起7 个工作日内办结（扣除特别程序后不迟于2026年12月7日）"
            .into(),
    );
    paper.extra = vec![
        ("特别程序".into(), "检验".into()),
        (
            "启动依据".into(),
            "《中华人民共和国行政许可法》第四十五条".into(),
        ),
        ("启动理由".into(), "经营场所用水需送检。".into()),
        ("所需时间".into(), "4 个工作日".into()),
    ];
}

fn extension(paper: &mut Paper) {
    paper.lacking.clear();
    paper.due = Some("2026年12月11日".into());
    paper.promise = None;
    paper.extra = vec![
        ("延长期限".into(), "10 个工作日".into()),
        ("延长理由".into(), "需向外省核实前置许可。".into()),
    ];
}

fn refusal(paper: &mut Paper) {
    paper.lacking.clear();
    paper.submitted.clear();
    paper.due = None;
    paper.promise = None;
    paper.gaps = vec![Gap {
        material: "食品经营许可（跨县连锁总部）".into(),
        problem: "申请事项依法不属于本机关职权范围。".into(),
        basis: "《中华人民共和国行政许可法》第三十二条第一款第（二）项".into(),
        how: "请向练习市市场监督管理局申请。".into(),
    }];
}

fn returned(paper: &mut Paper) {
    paper.due = None;
    paper.promise = None;
    paper.gaps = vec![Gap {
        material: "食品经营许可（新办，小型餐饮服务）".into(),
        problem: "承诺的补交期限（2026年11月27日）已满，材料没有补齐。".into(),
        basis: "容缺受理制度、《容缺受理承诺书》".into(),
        how: "备齐材料后可以重新申请。".into(),
    }];
}

fn bare(kind: Kind) -> Paper {
    Paper {
        kind,
        practice: false,
        number: "430400-2026-00001234".into(),
        provisional: false,
        accepted_by: None,
        document_no: Some("江政务容缺〔2026〕12号".into()),
        realm_name: "江口县".into(),
        outlet: "江口镇便民服务中心".into(),
        body: "江口县市场监督管理局".into(),
        we: "本机关".into(),
        item_name: "食品经营许可（新办，小型餐饮服务）".into(),
        item_code: "11430400MB00000010443012345600".into(),
        item_version: "第 3 版".into(),
        applicant: party("艾力·麦麦提"),
        agent: Some(party("覃㛃")),
        clerk: "周敏".into(),
        clerk_phone: "0734-8800001".into(),
        supervise_phone: "0734-12345".into(),
        issued_at: "2026年11月20日".into(),
        received_at: "2026年11月20日 09:42".into(),
        qr_text: QR.into(),
        submitted: vec![
            line(
                "食品经营许可申请书",
                "窗口填报",
                "电子件",
                0,
                "申请人已核对签名",
            ),
            line("营业执照", "电子证照", "电子件", 0, "免于提交"),
            line("食品安全管理制度文本", "纸质", "原件", 1, ""),
            line("经营场所平面图", "高拍", "复印件", 2, "与原件核对一致"),
        ],
        lacking: vec![],
        gaps: vec![],
        due: None,
        due_note: None,
        promise: None,
        fees: vec![],
        basis: vec![],
        commitments: vec![],
        told: vec![],
        consequence: vec![],
        remedies: vec![],
        signature_png: None,
        signed_at: None,
        copy: 0,
        extra: vec![],
    }
}

/// A PDF on disk and what poppler makes of it.
pub struct Printed {
    folder: tempfile::TempDir,
    pub pages: usize,
}

impl Printed {
    pub fn new(pdf: &Pdf) -> Printed {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("paper.pdf"), &pdf.bytes).unwrap();
        Printed {
            folder,
            pages: pdf.pages,
        }
    }

    pub fn path(&self) -> PathBuf {
        self.folder.path().join("paper.pdf")
    }

    /// The text layer of one page (from 1), without white space, so that a
    /// wrapped name still reads as one; in the order it was written, cell by
    /// cell.
    pub fn page(&self, page: usize) -> String {
        let at = page.to_string();
        let out = run(Command::new("pdftotext")
            .args(["-raw", "-f", &at, "-l", &at])
            .arg(self.path())
            .arg("-"));
        squeeze(&String::from_utf8(out).unwrap())
    }

    pub fn text(&self) -> String {
        (1..=self.pages).map(|page| self.page(page)).collect()
    }

    /// Whether a raster picture stands in the file.
    pub fn has_image(&self) -> bool {
        let out = run(Command::new("pdfimages").arg("-list").arg(self.path()));
        String::from_utf8(out).unwrap().lines().count() > 2
    }

    /// Every word lies between the side margins (A4 is 595.3 pt wide). The blank
    /// half of a full-width closing mark may hang over, 6 pt at our size. The
    /// practice mark is larger on purpose.
    pub fn assert_inside_margins(&self) {
        let out = run(Command::new("pdftotext")
            .arg("-bbox")
            .arg(self.path())
            .arg("-"));
        let text = String::from_utf8(out).unwrap();
        let words = text.lines().filter(|line| line.contains("<word "));
        let mut seen = 0;
        for word in words {
            let (left, right) = (attribute(word, "xMin"), attribute(word, "xMax"));
            assert!(left > 78.8 && right < 528.0, "{word}");
            seen += 1;
        }
        assert!(seen > 50, "poppler gave {seen} words");
    }

    /// Page one as a PNG at 150 dpi, as a cheap scanner would give it.
    pub fn first_page_png(&self) -> Vec<u8> {
        let root = self.folder.path().join("page");
        run(Command::new("pdftoppm")
            .args(["-r", "150", "-png", "-singlefile"])
            .arg(self.path())
            .arg(&root));
        std::fs::read(root.with_extension("png")).unwrap()
    }
}

/// `name="12.5"` of a line of `pdftotext -bbox`.
fn attribute(line: &str, name: &str) -> f64 {
    let (_, rest) = line.split_once(&format!("{name}=\"")).unwrap();
    rest.split_once('"').unwrap().0.parse().unwrap()
}

pub fn squeeze(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

fn run(command: &mut Command) -> Vec<u8> {
    let out = command.output().expect("poppler-utils is installed");
    assert!(
        out.status.success(),
        "{}",
        String::from_utf8_lossy(&out.stderr)
    );
    out.stdout
}

/// A small black-and-white PNG to stand for a signature.
pub fn signature() -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/signature.png")).unwrap()
}
