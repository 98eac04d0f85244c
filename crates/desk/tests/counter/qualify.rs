//! S20: a situation question that a query answers, on the desk's screen.

use desk::view::{DeskView, QuestionView, Tone};

use crate::city::{City, ID, NAME};

const ITEM: &str = "0622";

async fn registered(city: &City, name: &str, id: &str) -> DeskView {
    let set = city.desk.set_person(name, "resident_id", id, "13800000000");
    set.await.unwrap()
}

fn questions(view: &DeskView) -> &[QuestionView] {
    &view.item.as_ref().unwrap().questions
}

fn kinds(view: &DeskView) -> Vec<&str> {
    let choices = questions(view)[0].choices.iter();
    choices.map(|choice| choice.code.as_str()).collect()
}

fn badge(view: &DeskView) -> (Tone, &str) {
    let badge = questions(view)[0].badge.as_ref().unwrap();
    (badge.tone, &badge.text)
}

#[tokio::test(flavor = "multi_thread")]
async fn s20_the_screen_lists_only_the_kinds_that_the_query_names() {
    let city = City::open().await;
    // Before anybody is known the question is open, and nothing is chosen by itself.
    let view = city.desk.choose_item(ITEM).await.unwrap();
    assert_eq!(
        (kinds(&view).len(), badge(&view)),
        (4, (Tone::Warn, "未核验"))
    );
    assert_eq!(questions(&view)[0].answer, "");
    let li = city.citizen_id("李㛃");
    let view = registered(&city, "李㛃", &li).await;
    assert_eq!(kinds(&view), ["normal", "special"]);
    assert_eq!(badge(&view), (Tone::Ok, "已核验"));
    assert_eq!(questions(&view)[0].answer, "", "the clerk asks");
    let receive = |view: &DeskView| {
        let mut all = view.decisions.iter();
        let one = all.find(|one| one.action == "receive").unwrap();
        (one.allowed, one.why.clone())
    };
    assert!(
        receive(&view).1.contains("退休类别"),
        "{:?}",
        receive(&view)
    );
    let view = city.desk.answer("kind", "special").unwrap();
    assert!(receive(&view).0, "{:?}", receive(&view));
    assert!(
        view.materials
            .lines
            .iter()
            .any(|line| line.code == "special" && line.state == "open")
    );
    // What is not listed does not stick.
    let view = city.desk.answer("kind", "ill").unwrap();
    assert_eq!(questions(&view)[0].answer, "");
    // When the answer counts no longer, it is asked for again; meanwhile the clerk chooses.
    city.later(31 * 60_000);
    let view = city.desk.show().unwrap();
    assert_eq!(
        (kinds(&view).len(), badge(&view)),
        (4, (Tone::Warn, "未核验"))
    );
    assert!(questions(&view)[0].note.contains("重新核查"));
    let view = city.desk.ask_checks().await.unwrap();
    assert_eq!(kinds(&view), ["normal", "special"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn s20_who_does_not_qualify_sees_the_reason_and_nothing_else() {
    let city = City::open().await;
    city.desk.choose_item(ITEM).await.unwrap();
    city.desk.answer("kind", "normal").unwrap();
    let view = registered(&city, NAME, ID).await;
    let asked = questions(&view);
    assert_eq!((asked.len(), kinds(&view).len()), (1, 0), "{asked:?}");
    assert_eq!(badge(&view), (Tone::Bad, "没有资格"));
    assert_eq!(asked[0].answer, "", "what was chosen before is gone");
    for part in ["未到法定退休年龄", "经办窗口", "依据"] {
        assert!(asked[0].note.contains(part), "{}", asked[0].note);
    }
    assert!(view.form.fields.is_empty() && view.materials.lines.is_empty());
    assert!(
        view.decisions.iter().all(|one| !one.allowed),
        "{:?}",
        view.decisions
    );
    // Somebody else's answer is not the next one's.
    let li = city.citizen_id("李㛃");
    let view = registered(&city, "李㛃", &li).await;
    assert_eq!(kinds(&view), ["normal", "special"]);
    city.desk.answer("kind", "normal").unwrap();
    let view = registered(&city, "欧阳明月", &city.citizen_id("欧阳明月")).await;
    assert_eq!(
        (badge(&view), &*questions(&view)[0].answer),
        ((Tone::Warn, "未核验"), "")
    );
    assert!(questions(&view)[0].note.contains("停用"));
}

#[tokio::test(flavor = "multi_thread")]
async fn s20_offline_the_clerk_chooses_it_is_marked_and_the_city_says_later() {
    let city = City::open().await;
    let li = city.citizen_id("李㛃");
    city.desk.set_cut(true);
    city.desk.choose_item(ITEM).await.unwrap();
    let view = registered(&city, "李㛃", &li).await;
    assert_eq!(
        (kinds(&view).len(), badge(&view)),
        (4, (Tone::Warn, "未核验"))
    );
    assert!(questions(&view)[0].note.contains("联网后由市平台核验"));
    city.desk.answer("kind", "ill").unwrap();
    let case = city.decide("receive").await;
    let said = |case: &desk::view::CaseView| {
        let one = case.verified.iter().find(|one| one.what == "核查 退休资格");
        let one = one.unwrap_or_else(|| panic!("not marked: {:?}", case.verified));
        (one.badge.text.clone(), one.say.clone())
    };
    assert_eq!(said(&case).0, "未核验");
    city.desk.set_cut(false);
    city.send().await;
    let case = city.desk.case(&case.row.id).unwrap();
    let (badge, say) = said(&case);
    assert_eq!(badge, "不符", "{say}");
    assert!(
        say.contains("没有列出") && say.contains("更正收件"),
        "{say}"
    );
    let queue = city.desk.queue().unwrap();
    assert!(
        queue.rows.iter().any(|row| row.state == "contested"),
        "{queue:?}"
    );
}
