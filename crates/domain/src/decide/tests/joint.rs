//! 联合办理 and 办理方式 (S05, S67), on the shipped 超限运输 and 养老保险关系转移.

use super::*;
use crate::catalogue::Over;

const OVERSIZE: &str = "0910-oversize-transport.json";
const AT: &str = "2026-03-02T10:00:00";

fn accepted(world: &World, situation: &[(&str, &str)], mass: &str) -> Case {
    let mut case = Case::new(Uuid::nil());
    case.item.clone_from(&world.item.code);
    case.stage = Stage::Accepted;
    let pair = |(key, value): &(&str, &str)| ((*key).to_owned(), (*value).to_owned());
    case.situation = situation.iter().map(pair).collect();
    let value = FieldValue {
        value: mass.into(),
        source: "typed".into(),
        before: None,
    };
    case.form.insert("mass".to_owned(), value);
    case
}

fn task(task: &str, done: bool, note: &str) -> Command {
    Command::Course(Course::Cohandle {
        task: task.into(),
        done,
        note: note.into(),
    })
}

fn grant(outcome: Outcome) -> Command {
    Command::Decide {
        outcome,
        reason: "不符合通行条件".into(),
    }
}

const TWO: &[(&str, &str)] = &[("class", "two"), ("area", "inner")];

#[test]
fn s05_three_hundred_tonnes_make_three_bodies_and_five_groups_and_less_makes_none() {
    let world = World::new(OVERSIZE, AT);
    let sets = |mass| joint_tasks(&accepted(&world, TWO, mass), &world.context());
    for enough in ["300.0", "300", "3e2", "300.0001", "512.25"] {
        let found = sets(enough);
        let [joint] = found.as_slice() else {
            panic!("{enough}: {found:?}")
        };
        assert_eq!((joint.tasks.len(), joint.groups.len()), (3, 5), "{enough}");
        assert_eq!(joint.over, Over::Bodies);
        let groups: Vec<&str> = joint.groups.iter().map(|one| &*one.by).collect();
        let wanted = [
            "现场协调组",
            "大件护送组",
            "交通安保组",
            "技术保障组",
            "应急广播组",
        ];
        assert_eq!(groups, wanted);
    }
    for less in ["299.9", "299.9999", "299.99999999999999999", "", "三百吨"] {
        assert_eq!(sets(less), [] as [&crate::catalogue::Joint; 0], "{less}");
    }
}

#[test]
fn s05_nothing_is_granted_before_every_body_and_group_has_done_its_part() {
    let world = World::new(OVERSIZE, AT);
    let mut case = accepted(&world, TWO, "300.0");
    let all: Vec<String> = world.item.joint[0]
        .all()
        .map(|task| task.code.clone())
        .collect();
    for code in &all {
        let refusal = world
            .run(&mut case, &grant(Outcome::Granted))
            .expect_err("a task is open");
        assert_eq!(refusal.code, "joint_open");
        assert!(refusal.say.contains("特大件联动"), "{}", refusal.say);
        let refusal = world
            .run(&mut case, &task(code, true, " "))
            .expect_err("what came of it is missing");
        assert_eq!(refusal.code, "joint_note");
        world
            .run(&mut case, &task(code, true, "已落实"))
            .expect("checked off");
    }
    // One is taken back, and the grant waits again.
    let back = task("police", false, "护送日期改了");
    world.run(&mut case, &back).expect("to be done again");
    let refusal = world.run(&mut case, &back).expect_err("open already");
    assert_eq!(refusal.code, "joint_open");
    let refusal = world
        .run(&mut case, &grant(Outcome::Granted))
        .expect_err("one is open");
    assert!(refusal.say.contains("交通警察支队"), "{}", refusal.say);
    assert!(!refusal.say.contains("高速公路集团"), "{}", refusal.say);
    world
        .run(&mut case, &task("police", true, "已重新排班"))
        .expect("done again");
    world
        .run(&mut case, &grant(Outcome::Granted))
        .expect("all have done their part");
}

#[test]
fn s05_a_denial_waits_for_nobody_and_strange_tasks_are_refused() {
    let world = World::new(OVERSIZE, AT);
    let mut case = accepted(&world, TWO, "300.0");
    let refusal = world
        .run(&mut case, &task("navy", true, "已落实"))
        .expect_err("no such task");
    assert_eq!(refusal.code, "joint_unknown");
    let mut light = accepted(&world, TWO, "299.9");
    let refusal = world
        .run(&mut light, &task("police", true, "已落实"))
        .expect_err("nothing is handled together");
    assert_eq!(refusal.code, "joint_unknown");
    world
        .run(&mut light, &grant(Outcome::Granted))
        .expect("nobody is waited for");
    world
        .run(&mut case, &grant(Outcome::Denied))
        .expect("a denial waits for nobody");
    let refusal = world
        .run(&mut case, &task("police", true, "已落实"))
        .expect_err("it has ended");
    assert_eq!(refusal.code, "case_ended");
}

#[test]
fn s05_no_calculation_is_handled_at_once_and_one_is_looked_at_first() {
    let item = item(OVERSIZE);
    let mode = |situation: &[(&str, &str)]| {
        let pair = |(key, value): &(&str, &str)| ((*key).to_owned(), (*value).to_owned());
        let answers = situation.iter().map(pair).collect();
        item.mode(&answers).map(|mode| mode.name.clone())
    };
    let three = |corridor, tested| {
        [
            ("class", "three"),
            ("area", "cross"),
            ("corridor", corridor),
            ("tested", tested),
        ]
    };
    assert_eq!(mode(TWO).as_deref(), Some("马上办"));
    assert_eq!(mode(&three("yes", "")).as_deref(), Some("马上办"));
    assert_eq!(mode(&three("no", "no")).as_deref(), Some("预审查"));
    assert_eq!(mode(&three("no", "yes")).as_deref(), Some("提前检测"));
    assert_eq!(mode(&[("class", "three")]), None, "not yet answered");
}

#[test]
fn s67_several_places_have_their_tasks_in_one_case() {
    let world = World::new("0633-pension-transfer.json", AT);
    let mut case = accepted(&world, &[("kind", "employee"), ("direction", "in")], "");
    let found = joint_tasks(&case, &world.context());
    let [joint] = found.as_slice() else {
        panic!("{found:?}")
    };
    assert_eq!((joint.over, joint.over.text()), (Over::Places, "多地联办"));
    let places: Vec<&str> = joint.tasks.iter().map(|one| &*one.by).collect();
    assert_eq!(places, ["转出地社会保险经办机构", "练习市社会保险经办机构"]);
    world
        .run(&mut case, &task("in_from", true, "信息表已收到"))
        .expect("one place has done its part");
    let refusal = world
        .run(&mut case, &grant(Outcome::Granted))
        .expect_err("the other has not");
    assert!(refusal.say.contains("练习市社会保险经办机构"));
    assert!(!refusal.say.contains("转出地"), "{}", refusal.say);
    let refusal = world
        .run(&mut case, &task("out_to", true, "已接收"))
        .expect_err("the other direction's");
    assert_eq!(refusal.code, "joint_unknown");
}
