//! S59: data checks before papers are taken, at the counter.

use desk::Colleague;
use desk::view::{CheckView, DeskView};

use crate::city::City;

const ITEM: &str = "0715";
const MONTHS: &str = "insurance_months";

async fn registered(city: &City, name: &str, id: &str) -> DeskView {
    city.desk.choose_item(ITEM).await.unwrap();
    let set = city.desk.set_person(name, "resident_id", id, "13800000000");
    set.await.unwrap()
}

fn months(view: &DeskView) -> &CheckView {
    let mut checks = view.checks.iter();
    checks.find(|check| check.code == MONTHS).unwrap()
}

fn takes_papers(view: &DeskView) -> bool {
    let mut actions = view.materials.lines.iter().flat_map(|line| &line.actions);
    actions.any(|action| ["camera", "file", "paper"].contains(&action.as_str()))
}

fn receive(view: &DeskView) -> (bool, &str) {
    let mut decisions = view.decisions.iter();
    let decision = decisions
        .find(|decision| decision.action == "receive")
        .unwrap();
    (decision.allowed, &decision.why)
}

#[tokio::test(flavor = "multi_thread")]
async fn s59_a_hard_fail_stops_before_papers_and_two_people_may_take_it_over() {
    let city = City::open().await;
    let view = registered(&city, "张伟", "430400198507160010").await;
    let check = months(&view);
    assert_eq!(check.badge.text, "核查不通过");
    assert!(
        check.can_override && check.detail.contains("依据") && check.detail.contains("社保窗口")
    );
    assert!(!takes_papers(&view));
    let held = view
        .materials
        .lines
        .iter()
        .find(|line| line.state == "open")
        .unwrap();
    assert!(held.note.contains("先不收材料"), "{}", held.note);
    let (allowed, why) = receive(&view);
    assert!(
        !allowed && why.contains("核查") && why.contains("第二人"),
        "{why}"
    );
    // Not by another door either.
    let paper = city.desk.material("identity", "paper").unwrap_err();
    let file = city
        .desk
        .attach("identity", "a.png", "image/png", b"x")
        .unwrap_err();
    assert_eq!(
        (paper.code.as_str(), file.code.as_str()),
        ("check_failed", "check_failed")
    );
    let decided = city.desk.decide("receive", &desk::Words::default()).await;
    assert_eq!(decided.unwrap_err().code, "check_failed");

    let by = |user: &str, password: &str| Colleague {
        user: user.to_owned(),
        password: password.to_owned(),
    };
    let reason = "缴费已补足，记录次日更新";
    let refused = [
        (reason, by("0217", "practice-0217"), "witness_same"),
        ("好", by("0305", "practice-0305"), "reason_needed"),
        (reason, by("0305", "practice-0217"), "wrong_password"),
    ];
    for (reason, witness, code) in refused {
        let fault = city
            .desk
            .override_check(MONTHS, reason, witness)
            .await
            .unwrap_err();
        assert_eq!(fault.code, code, "{}", fault.say);
        assert!(!takes_papers(&city.desk.show().unwrap()));
    }
    let over = city
        .desk
        .override_check(MONTHS, reason, by("0305", "practice-0305"));
    let view = over.await.unwrap();
    assert_eq!(months(&view).badge.text, "不通过，已复核");
    assert!(takes_papers(&view));
    // Asked again and failing again, it stays taken over; received, the act names the second person and the reason.
    city.desk.ask_checks().await.unwrap();
    city.desk.material("identity", "paper").unwrap();
    let case = city.decide("receive").await;
    let station = city.desk.station().unwrap();
    let acts = station
        .store()
        .acts_of(case.row.id.parse().unwrap())
        .unwrap();
    let received = acts.iter().find(|act| act.kind == "received").unwrap();
    for said in [MONTHS, reason, "0305"] {
        let payload = received.payload.as_deref().unwrap();
        let there = payload
            .windows(said.len())
            .any(|part| part == said.as_bytes());
        assert!(there, "{said}");
    }
    // The backend runs the same rule and takes it.
    city.send().await;
    let rows = city.desk.queued().unwrap();
    assert!(rows.iter().all(|row| row.state == "durable"), "{rows:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn s59_what_cannot_be_told_says_why_and_stops_nobody() {
    let mut city = City::open().await;
    let unknown = [
        ("刘春梅", "430182199001010026", "不一致"),
        ("欧阳明月", "", "停用"),
        ("艾力·阿卜杜热西提·买买提明", "", "太慢"),
    ];
    for (name, id, why) in unknown {
        let id = match id {
            "" => city.citizen_id(name),
            known => known.to_owned(),
        };
        let view = registered(&city, name, &id).await;
        let check = months(&view);
        assert_eq!(check.badge.text, "未核查", "{name}");
        assert!(check.detail.contains(why), "{name}: {}", check.detail);
        assert!(takes_papers(&view) && !check.can_override);
        city.desk.discard_draft().unwrap();
    }
    let view = registered(&city, "陈思远", crate::city::ID).await;
    assert_eq!(months(&view).badge.text, "核查通过");
    // Nothing is relied on beyond its validity.
    city.later(31 * 60_000);
    let stale = city.desk.show().unwrap();
    assert_eq!(months(&stale).badge.text, "未核查");
    assert!(months(&stale).detail.contains("有效时间"));
    let again = city.desk.ask_checks().await.unwrap();
    assert_eq!(months(&again).badge.text, "核查通过");
    // Without a network.
    city.stop().await;
    let offline = city.desk.ask_checks().await.unwrap();
    assert_eq!(months(&offline).badge.text, "未核查");
    assert!(months(&offline).detail.contains("没有联网"));
}
