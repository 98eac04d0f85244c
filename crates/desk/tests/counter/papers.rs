use std::io::Write as _;
use std::process::{Command, Stdio};

use crate::city::{City, ID, NAME};

/// The text layer without white space, so that a wrapped name still reads as one.
pub fn text(pdf: &[u8]) -> String {
    let mut child = Command::new("pdftotext")
        .args(["-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("poppler-utils is installed");
    child.stdin.take().unwrap().write_all(pdf).unwrap();
    let out = child.wait_with_output().unwrap();
    assert!(out.status.success());
    let text = String::from_utf8(out.stdout).unwrap();
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

fn why_not(case: &desk::view::CaseView, kind: &str) -> Option<String> {
    case.papers
        .iter()
        .find(|paper| paper.kind == kind)
        .expect("a paper of the case")
        .why_not
        .clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn s48_a_tolerated_case_has_its_three_papers_and_the_notice_waits_for_the_number() {
    let city = City::open().await;
    let desk = &city.desk;
    let case = city.tolerated().await;
    let id = case.row.id.as_str();

    // Law 7: before the number a receipt and the applicant's word, no notice.
    assert!(why_not(&case, "tolerance_notice").is_some());
    let early = desk.paper(id, "tolerance_notice").unwrap_err();
    assert_eq!(early.code, "paper_not_yet");
    let receipt = text(&desk.paper(id, "receipt").unwrap());
    assert!(receipt.contains(&case.provisional_number));
    assert!(receipt.contains(NAME) && receipt.contains("待确认受理"));
    assert!(!receipt.contains(ID), "a counter copy masks the number");

    city.send().await;
    let number = desk.case(id).unwrap().row.number;
    assert_ne!(number, case.provisional_number);
    for kind in ["receipt", "tolerance_commitment", "tolerance_notice"] {
        let paper = text(&desk.paper(id, kind).unwrap());
        assert!(paper.contains(&number), "{kind}");
        assert!(paper.contains(&format!("ZC:CASE:{number}")), "{kind}");
        assert!(paper.contains(NAME) && paper.contains("练习样张"), "{kind}");
        assert_eq!(paper.contains("2026年3月9日"), kind != "receipt", "{kind}");
    }
    let notice = text(&desk.paper(id, "tolerance_notice").unwrap());
    let serial = &number[10..22];
    assert!(notice.contains(&format!("练水司容缺〔2026〕{serial}号")));
    assert!(notice.contains("户内给水平面图") && notice.contains(ID));

    // A reprint says what the first print said.
    city.brought(id, "plan");
    desk.case_supplement(id, &["plan".to_owned()]).unwrap();
    assert_eq!(text(&desk.paper(id, "tolerance_notice").unwrap()), notice);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_one_time_notice_names_every_gap() {
    let city = City::open().await;
    city.fill().await;
    let case = city.decide("notice").await;
    let paper = text(&city.desk.paper(&case.row.id, "one_time_notice").unwrap());
    assert!(paper.contains("户内给水平面图") && paper.contains("房屋权属证明"));
    assert!(paper.contains(&case.provisional_number) && paper.contains(NAME));
    let none = city.desk.paper(&case.row.id, "refusal").unwrap_err();
    assert_eq!(none.code, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_applicant_reads_the_commitment_before_signing_it() {
    let city = City::open().await;
    city.fill().await;
    city.desk.material("plan", "tolerate").unwrap();
    city.desk.material("property", "tolerate").unwrap();
    let unsigned = city.desk.draft_paper("tolerance_commitment").unwrap();
    let words = text(&unsigned);
    assert!(words.contains("户内给水平面图") && words.contains("2026年3月9日"));
    assert!(words.contains(NAME));
    city.sign();
    let signed = city.desk.draft_paper("tolerance_commitment").unwrap();
    assert!(signed.len() > unsigned.len(), "the signature is a picture");
    assert_eq!(
        city.desk.draft_paper("receipt").unwrap_err().code,
        "not_found"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn s19_s56_a_guide_says_what_this_situation_asks_for_and_opens_its_item() {
    let city = City::open().await;
    let code = city.desk.search("供水报装").unwrap()[0].id.clone();

    // Nothing on the desk: every situation, each condition in words.
    let all = text(&city.desk.item_guide_paper(&code).unwrap());
    assert!(all.contains("办事指南") && all.contains("供水报装"));
    assert!(all.contains("全部情形") && all.contains("仅用户类型为建筑工地时需要"));
    assert!(all.contains("仅办理人为代理人或单位经办人时需要"));
    assert!(all.contains("建筑工程施工许可证") && all.contains("免于提交"));

    // On the desk: what the answers ask for, and no more.
    city.fill().await;
    let own = text(&city.desk.item_guide_paper(&code).unwrap());
    assert!(own.contains("用户类型居民") && own.contains("户内给水平面图"));
    assert!(own.contains("可容缺，承诺后补交"));
    assert!(!own.contains("建筑工程施工许可证") && !own.contains("授权委托书"));
    assert!(
        !own.contains(NAME) && !own.contains(ID),
        "a guide is nobody's"
    );

    // Its code is the stable code and version.
    let said = city.desk.item_guide(&code).unwrap().text;
    assert_eq!(said, format!("ZC:ITEM:{code}:8"));
    assert!(own.contains(&said));
    let scanned = city.desk.scan_text(&said).await.unwrap();
    assert_eq!(scanned.outcome, "item");
    let gone = city.desk.item_guide_paper("0999").unwrap_err();
    assert_eq!(gone.code, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn s92_a_delegated_outlet_accepts_and_its_paper_names_the_delegating_body() {
    let city = City::open().await;
    let desk = &city.desk;
    desk.choose_item("0520").await.unwrap();
    desk.answer("venue", "online").unwrap();
    desk.set_person(NAME, "resident_id", ID, "13800000000")
        .await
        .unwrap();
    for code in ["identity", "platform"] {
        city.seen(code);
    }
    for (key, value) in [
        ("address", "江口镇枫林路 18 号"),
        ("scope", "日用百货零售"),
        ("url", "https://shop.example/18"),
        ("staff", "1"),
    ] {
        desk.set_field(key, value).unwrap();
    }
    city.sign();
    let case = city.decide("accept").await;
    city.send().await;
    let says = "江口镇便民服务中心受练习市市场监督管理局委托办理";
    for kind in ["receipt", "acceptance"] {
        let paper = text(&desk.paper(&case.row.id, kind).unwrap());
        assert!(paper.contains(says), "{kind}: {paper}");
        assert!(paper.contains("练市监委〔2026〕3号"), "{kind}: {paper}");
    }
    // What was not delegated is handled in nobody else's name.
    desk.next().unwrap();
    let own = city.tolerated().await;
    let paper = text(&desk.paper(&own.row.id, "receipt").unwrap());
    assert!(!paper.contains("委托办理"), "{paper}");
}

/// 行政许可法 45: the paper of a special procedure says which, why, for how long, and what that does to the date.
#[tokio::test(flavor = "multi_thread")]
async fn a_special_procedure_has_its_paper_and_every_notice_its_own() {
    let city = City::open().await;
    let desk = &city.desk;
    let case = city.tolerated().await;
    let id = case.row.id.as_str();
    let codes = ["plan".to_owned()];
    city.brought(id, "plan");
    desk.case_supplement(id, &codes).unwrap();
    city.send().await;
    let gap = |code: &str, problem: &str| (code.to_owned(), code.to_owned(), problem.to_owned());
    let step = desk::view::CaseStep::Notice {
        gaps: vec![gap("plan", "图纸没有比例")],
        reason: String::new(),
    };
    desk.case_step(id, &step, None).await.unwrap();
    city.send().await;
    let notice = text(&desk.paper(id, "one_time_notice").unwrap());
    assert!(notice.contains("图纸没有比例"), "{notice}");
    assert!(
        notice.contains("2026年3月9日"),
        "within the same limit: {notice}"
    );
    city.brought(id, "plan");
    desk.case_supplement(id, &codes).unwrap();
    city.send().await;

    city.sign_in("0305").await;
    let step = desk::view::CaseStep::Suspend {
        procedure: "inspection".to_owned(),
        ground: "《行政许可法》第四十五条".to_owned(),
        days: 3,
        reason: "送检水样".to_owned(),
    };
    let shown = desk.case_step(id, &step, None).await.unwrap();
    let due = shown.course.due.unwrap();
    assert!(due.days.iter().any(|day| day.why == "特别程序（检验）"));
    city.send().await;
    let paper = text(&desk.paper(id, "special_procedure").unwrap());
    for said in [
        "特殊程序告知书",
        "检验",
        "送检水样",
        "3个工作日",
        "2026年3月5日",
    ] {
        assert!(paper.contains(said), "{said}: {paper}");
    }
}
