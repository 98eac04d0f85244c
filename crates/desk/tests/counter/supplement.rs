use desk::view::{CaseView, DecisionView, PageStep, SupplementLineView};

use crate::city::{City, NAME, query};

fn decision<'a>(case: &'a CaseView, action: &str) -> &'a DecisionView {
    case.decisions
        .iter()
        .find(|decision| decision.action == action)
        .expect("shown, allowed or not")
}

fn line(case: &CaseView, code: &str) -> (String, bool) {
    let line = case
        .materials
        .iter()
        .find(|line| line.code == code)
        .expect("a line of the item");
    (line.badge.text.clone(), line.open)
}

#[tokio::test(flavor = "multi_thread")]
async fn s49_a_decision_waits_for_the_supplement_and_no_longer() {
    let city = City::open().await;
    let desk = &city.desk;
    let case = city.tolerated().await;
    let id = case.row.id.as_str();

    assert_eq!(case.row.stage.text, "容缺受理");
    assert_eq!(case.supplement_due.as_deref(), Some("3月9日 周一"));
    assert_eq!(line(&case, "plan"), ("容缺，待补交".to_owned(), true));
    let blocked = decision(&case, "decide");
    assert!(!blocked.allowed);
    assert!(blocked.why.contains("户内给水平面图"), "{}", blocked.why);
    assert!(
        decision(&case, "supplement").allowed,
        "what is still to be chosen is a word of the button"
    );
    let refused = desk.case_decide(id, "granted", "").unwrap_err();
    assert_eq!(refused.code, "tolerance_open");
    assert_eq!(refused.ground.as_deref(), Some("容缺受理制度"));

    let chosen = desk
        .case_attach(
            id,
            "plan",
            "平面图.pdf",
            "application/pdf",
            b"%PDF-1.4 plan",
        )
        .unwrap();
    assert_eq!(line(&chosen, "plan"), ("已选，要点未核".to_owned(), true));
    assert!(decision(&chosen, "supplement").allowed);
    assert!(
        !decision(&chosen, "decide").allowed,
        "chosen is not handed in"
    );
    let open = decision(&chosen, "supplement").why.clone();
    assert!(open.contains("户内给水平面图"), "{open}");
    let answered = desk.case_answer_point(id, "plan", None, "holds").unwrap();
    assert_eq!(line(&answered, "plan"), ("已选，待提交".to_owned(), true));
    city.brought(id, "property");

    let codes = ["plan".to_owned(), "property".to_owned()];
    let whole = desk.case_supplement(id, &codes).unwrap();
    assert_eq!(whole.row.stage.text, "已受理");
    assert_eq!(line(&whole, "plan"), ("已收".to_owned(), false));
    assert_eq!(line(&whole, "property"), ("已核原件".to_owned(), false));
    // What blocks now is the post, no longer the papers.
    assert!(decision(&whole, "decide").why.contains("岗位"));
    assert!(desk.cases(&query("tolerated")).unwrap().is_empty());

    city.sign_in("0305").await;
    let decided = desk.case_decide(id, "granted", "").unwrap();
    assert_eq!(decided.row.stage.text, "已办结");
    assert!(desk.cases(&query("open")).unwrap().is_empty());
    let words: Vec<&str> = decided
        .trail
        .iter()
        .map(|step| step.what.as_str())
        .collect();
    assert_eq!(words, ["收件", "受理", "补交材料", "决定"]);
    assert!(decided.trail[3].by.contains("0305"));
    assert!(
        decided
            .trail
            .iter()
            .all(|step| step.sent.text == "待发送" || step.sent.text == "先传附件")
    );

    city.send().await;
    let sent = desk.case(id).unwrap();
    assert!(!sent.row.provisional);
    assert!(
        sent.trail
            .iter()
            .all(|step| step.sent.text == "已存入市平台")
    );
    assert_eq!(desk.case(&sent.row.number).unwrap().row.id, id);
    assert_eq!(desk.case(&sent.provisional_number).unwrap().row.id, id);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_is_shown_masked_and_a_closed_line_takes_nothing() {
    let city = City::open().await;
    let case = city.tolerated().await;
    let shown = serde_json::to_string(&case).unwrap();
    assert!(!shown.contains(NAME) && !shown.contains("430400200002290012"));
    assert!(!shown.contains("13800000000"));
    assert!(case.form.iter().any(|(label, ..)| label.contains("电话")));
    let fault = city
        .desk
        .case_attach(&case.row.id, "identity", "a.png", "image/png", b"x")
        .unwrap_err();
    assert_eq!(fault.code, "material_closed");
    let empty = city
        .desk
        .case_attach(&case.row.id, "plan", "a.png", "image/png", b"")
        .unwrap_err();
    assert_eq!(empty.code, "file_empty");
    assert_eq!(city.desk.case("没有这个").unwrap_err().code, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawal_wants_a_reason_and_ends_the_case() {
    let city = City::open().await;
    let case = city.tolerated().await;
    let refused = city.desk.case_withdraw(&case.row.id, " ").unwrap_err();
    assert_eq!(refused.code, "reason_missing");
    let ended = city.desk.case_withdraw(&case.row.id, "不办了").unwrap();
    assert_eq!(ended.row.stage.text, "已撤回");
    assert!(ended.decisions.iter().all(|decision| !decision.allowed));
    assert!(ended.materials.iter().all(|line| !line.open));
}

fn pages(case: &CaseView) -> SupplementLineView {
    let plan = case.materials.iter().find(|line| line.code == "plan");
    plan.expect("a line of the item").clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn s75_a_supplement_is_photographed_page_by_page_and_only_its_pages_are_handed_in() {
    // Given a case that waits for its plan, and a camera with a sheet under it,
    let city = City::open().await;
    let desk = &city.desk;
    let case = city.tolerated().await;
    let id = case.row.id.as_str();
    let refused = desk
        .case_page(id, "plan", &PageStep::Take)
        .expect_err("no camera");
    assert_eq!(refused.code, "camera_absent");
    desk.camera_open("户内给水平面图", "played", None).unwrap();
    // when two pages are taken, moved, one of them turned and one taken away,
    desk.case_page(id, "plan", &PageStep::Take).unwrap();
    city.later(1_000);
    let two = pages(&desk.case_page(id, "plan", &PageStep::Take).unwrap());
    assert_eq!((two.pages.len(), two.chosen, two.open), (2, true, true));
    let (first, second) = (two.pages[0].id.clone(), two.pages[1].id.clone());
    let moved = PageStep::Move {
        page: second.clone(),
        by: -1,
    };
    let turned = pages(&desk.case_page(id, "plan", &moved).unwrap());
    assert_eq!(turned.pages[0].id, second);
    let whole = PageStep::Cut {
        page: second,
        corners: Vec::new(),
        quarters: 1,
    };
    let turned = pages(&desk.case_page(id, "plan", &whole).unwrap());
    assert_eq!(turned.pages[0].quarters, 1);
    let shown = &turned.pages[0].id;
    assert!(
        desk.case_page_picture(id, "plan", shown, false, 200)
            .unwrap()
            .starts_with(&[0xff, 0xd8])
    );
    let remove = PageStep::Remove { page: first };
    let one = pages(&desk.case_page(id, "plan", &remove).unwrap());
    assert_eq!(one.pages.len(), 1);
    let gone = desk.case_page(id, "plan", &remove).unwrap_err();
    assert_eq!(gone.code, "page_gone");
    // and the window is left and opened again, then the page is still chosen;
    assert_eq!(pages(&desk.case(id).unwrap()), one);
    // when it is handed in with the other paper, then the act has it, and nothing else of the camera's is kept.
    desk.case_answer_point(id, "plan", None, "holds").unwrap();
    city.brought(id, "property");
    let codes = ["plan".to_owned(), "property".to_owned()];
    let whole = desk.case_supplement(id, &codes).unwrap();
    assert_eq!(line(&whole, "plan"), ("已收".to_owned(), false));
    assert!(pages(&whole).pages.is_empty());
    desk.camera_close();
    city.send().await;
    let station = desk.station().unwrap();
    let kept = station.store().attachments(id.parse().unwrap()).unwrap();
    let names: Vec<_> = kept
        .iter()
        .filter_map(|file| file.name.as_deref())
        .collect();
    assert_eq!(
        names.iter().filter(|name| **name == "拍摄的页面").count(),
        1
    );
    assert!(kept.iter().all(|file| file.stored), "the backend has it");
}

#[tokio::test(flavor = "multi_thread")]
async fn s75_the_last_page_taken_away_or_a_file_instead_leaves_no_page() {
    let city = City::open().await;
    let desk = &city.desk;
    let case = city.tolerated().await;
    let id = case.row.id.as_str();
    desk.camera_open("户内给水平面图", "played", None).unwrap();
    let one = pages(&desk.case_page(id, "plan", &PageStep::Take).unwrap());
    let remove = PageStep::Remove {
        page: one.pages[0].id.clone(),
    };
    let none = desk.case_page(id, "plan", &remove).unwrap();
    assert!(!pages(&none).chosen);
    assert_eq!(line(&none, "plan"), ("容缺，待补交".to_owned(), true));
    desk.case_page(id, "plan", &PageStep::Take).unwrap();
    let file = b"%PDF-1.4 plan";
    let filed = desk
        .case_attach(id, "plan", "平面图.pdf", "application/pdf", file)
        .unwrap();
    assert!(pages(&filed).chosen && pages(&filed).pages.is_empty());
    desk.camera_close();
    let station = desk.station().unwrap();
    let kept = station.store().attachments(id.parse().unwrap()).unwrap();
    assert!(
        kept.iter()
            .all(|file| file.name.as_deref() != Some("拍摄的页面"))
    );
}
