//! 审查要点 at the desk (S56, docs/adr/0033): answered before the acceptance, kept over a restart, told word for word.

use desk::Words;
use desk::view::{CaseStep, DeskView, MaterialView};

use super::city::City;
use super::papers::text;

fn line<'a>(desk: &'a DeskView, code: &str) -> &'a MaterialView {
    let mut lines = desk.materials.lines.iter();
    lines.find(|line| line.code == code).unwrap()
}

fn answers(line: &MaterialView) -> Vec<&str> {
    line.points
        .iter()
        .map(|point| point.answer.as_str())
        .collect()
}

fn accept(desk: &DeskView) -> (bool, &str) {
    let mut all = desk.decisions.iter();
    let accept = all.find(|one| one.action == "accept").unwrap();
    (accept.allowed, accept.why.as_str())
}

#[tokio::test(flavor = "multi_thread")]
async fn s56_a_line_that_was_looked_at_is_answered_before_it_is_accepted() {
    let city = City::open().await;
    city.fill().await;
    city.seen("property");
    city.sign();
    let seen = city.desk.material("plan", "paper").unwrap();
    let plan = line(&seen, "plan");
    assert_eq!(answers(plan), ["open", "open"]);
    assert_eq!(plan.badge.text, "已核原件，要点未核");
    assert!(
        plan.note.contains("还有 2 条审查要点没有核对"),
        "{}",
        plan.note
    );
    assert_eq!(plan.actions.first().map(String::as_str), Some("hold"));
    let (allowed, why) = accept(&seen);
    assert!(!allowed && why.contains("户内给水平面图") && why.contains(&plan.points[0].text));
    assert!(seen.note.contains(why), "the bar says what blocks");
    let refused = city.desk.decide("accept", &Words::default()).await;
    assert_eq!(refused.unwrap_err().code, "point_open");

    // One key answers what is open of the line, and nothing of another.
    let held = city.desk.material("plan", "hold").unwrap();
    let plan = line(&held, "plan");
    assert_eq!(answers(plan), ["holds", "holds"]);
    assert_eq!(plan.badge.text, "已核原件");
    assert!(!plan.actions.iter().any(|action| action == "hold"));
    assert_eq!(accept(&held), (true, ""));
    let case = city.decide("accept").await;
    assert_eq!(case.row.stage.text, "已受理");
    // Which were looked at stands in the act, and the trail says how many.
    let received = case.trail.iter().find(|act| act.what == "收件").unwrap();
    assert!(
        received.detail.contains("；审查要点 7 条符合"),
        "{}",
        received.detail
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn s56_a_point_that_fails_stands_in_the_notice_word_for_word() {
    let city = City::open().await;
    city.fill().await;
    city.seen("property");
    city.sign();
    let seen = city.desk.material("plan", "paper").unwrap();
    let failed = line(&seen, "plan").points[1].clone();
    city.desk
        .answer_point("plan", &failed.text, "fails")
        .unwrap();
    let held = city.desk.material("plan", "hold").unwrap();
    let plan = line(&held, "plan");
    assert_eq!(
        answers(plan),
        ["holds", "fails"],
        "never turned over by the one key"
    );
    assert_eq!(plan.badge.text, "已核原件，要点不符合");
    let (allowed, why) = accept(&held);
    assert!(
        !allowed && why.contains(&failed.text) && why.contains("一次性告知"),
        "{why}"
    );
    let case = city.decide("notice").await;
    let paper = text(&city.desk.paper(&case.row.id, "one_time_notice").unwrap());
    assert!(paper.contains("不符合审查要点："), "{paper}");
    let station = city.desk.station().unwrap();
    let acts = station
        .store()
        .acts_of(case.row.id.parse().unwrap())
        .unwrap();
    let noticed = acts.iter().find(|act| act.kind == "noticed").unwrap();
    let told = noticed.payload.as_deref().unwrap();
    let words = failed.problem.as_bytes();
    assert!(told.windows(words.len()).any(|part| part == words));

    // What comes instead is answered anew.
    let id = case.row.id.as_str();
    let plan = case
        .materials
        .iter()
        .find(|line| line.code == "plan")
        .unwrap();
    assert!(plan.open && plan.badge.text == "待补正");
    let chosen = city.desk.case_paper_line(id, "plan", true).unwrap();
    let why = chosen
        .decisions
        .iter()
        .find(|one| one.action == "supplement");
    assert!(why.unwrap().why.contains(&failed.text));
    let codes = ["plan".to_owned()];
    let open = city.desk.case_supplement(id, &codes).unwrap_err();
    assert_eq!(open.code, "point_open");
    city.desk
        .case_answer_point(id, "plan", None, "holds")
        .unwrap();
    let case = city.desk.case_supplement(id, &codes).unwrap();
    assert_eq!(case.row.stage.text, "已收件");
}

#[tokio::test(flavor = "multi_thread")]
async fn s56_answers_are_kept_over_a_restart_and_given_up_with_the_paper() {
    let city = City::open().await;
    city.fill().await;
    let seen = city.desk.material("plan", "paper").unwrap();
    let first = line(&seen, "plan").points[0].text.clone();
    city.desk.answer_point("plan", &first, "fails").unwrap();
    let draft = seen.draft.clone();

    // The next citizen's desk has none of it; the draft still has.
    city.desk.next().unwrap();
    city.desk.open_draft(&draft).unwrap();
    let back = city.desk.show().unwrap();
    assert_eq!(answers(line(&back, "plan")), ["fails", "open"]);
    let second = line(&back, "plan").points[1].text.clone();
    let both = city.desk.answer_point("plan", &second, "holds").unwrap();
    assert_eq!(answers(line(&both, "plan")), ["fails", "holds"]);
    let taken = city.desk.answer_point("plan", &first, "open").unwrap();
    assert_eq!(answers(line(&taken, "plan")), ["open", "holds"]);
    let word = city.desk.answer_point("plan", &first, "perhaps");
    assert_eq!(word.unwrap_err().code, "malformed");
    city.desk.material("plan", "hold").unwrap();
    city.desk.material("plan", "remove").unwrap();
    let again = city.desk.material("plan", "paper").unwrap();
    assert_eq!(answers(line(&again, "plan")), ["open", "open"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn s56_what_was_received_unanswered_is_answered_in_the_case() {
    let city = City::open().await;
    city.fill().await;
    city.seen("property");
    city.desk.material("plan", "paper").unwrap();
    let case = city.decide("receive").await;
    let id = case.row.id.as_str();
    let plan = case
        .materials
        .iter()
        .find(|line| line.code == "plan")
        .unwrap();
    assert!(
        plan.open && plan.badge.text == "已核原件，要点未核",
        "{plan:?}"
    );
    let answered = city
        .desk
        .case_answer_point(id, "plan", None, "holds")
        .unwrap();
    let plan = answered.materials.iter().find(|line| line.code == "plan");
    assert!(plan.is_some_and(|line| line.chosen && line.seen));
    let case = city.desk.case_supplement(id, &["plan".to_owned()]).unwrap();
    let plan = case
        .materials
        .iter()
        .find(|line| line.code == "plan")
        .unwrap();
    assert!(!plan.open && plan.badge.text == "已核原件");

    // A notice of a case names what fails there without being told to.
    let failed = plan.points[0].clone();
    let step = CaseStep::Notice {
        gaps: vec![("plan".into(), plan.name.clone(), failed.problem.clone())],
        reason: String::new(),
    };
    let told = city.desk.case_step(id, &step, None).await.unwrap();
    let plan = told.course.lines.iter().find(|line| line.code == "plan");
    assert_eq!(plan.unwrap().points[0].answer, "fails");
}
