//! 绿色通道 (S04), on the shipped 超限运输.

use super::*;
use crate::act::Prioritised;

const OVERSIZE: &str = "0910-oversize-transport.json";

fn waiting(world: &World) -> Case {
    let mut case = Case::new(Uuid::nil());
    case.item.clone_from(&world.item.code);
    case.stage = Stage::Received;
    case
}

fn mark(lane: &str, remark: &str) -> Command {
    Command::Course(Course::Prioritise {
        lane: lane.into(),
        remark: remark.into(),
    })
}

fn end(remark: &str) -> Command {
    Command::Course(Course::Unprioritise {
        remark: remark.into(),
    })
}

#[track_caller]
fn refused(world: &World, case: &mut Case, command: &Command) -> Refusal {
    let refusal = world.run(case, command).expect_err("refused");
    assert!(refusal.ground.chars().count() > 3, "{refusal:?}");
    assert!(refusal.say.contains('请') || refusal.say.contains("不用"));
    refusal
}

#[test]
fn s04_only_the_items_grounds_open_the_green_lane_and_each_wants_its_proof() {
    let world = World::new(OVERSIZE, "2026-03-02T10:00:00");
    let mut case = waiting(&world);
    for lane in ["", "urgent", "应急抢险设备"] {
        let refusal = refused(&world, &mut case, &mark(lane, "练应急〔2026〕3号"));
        assert_eq!(refusal.code, "green_reason");
        for one in [
            "应急抢险设备",
            "疫情防控物资",
            "能源电力设备",
            "国省重点工程",
        ] {
            assert!(refusal.say.contains(one), "{}", refusal.say);
        }
    }
    for remark in ["", "   ", "急件"] {
        let refusal = refused(&world, &mut case, &mark("energy", remark));
        assert_eq!(refusal.code, "green_remark");
    }
    assert_eq!(case.green, None);
    world
        .run(&mut case, &mark("energy", " 练能源〔2026〕3号 "))
        .expect("a ground and its proof");
    let Some(Prioritised {
        lane: Some(lane),
        remark,
    }) = &case.green
    else {
        panic!("{:?}", case.green)
    };
    assert_eq!(
        (&*lane.name, &**remark),
        ("能源电力设备", "练能源〔2026〕3号")
    );
    assert_eq!(lane.ways, ["优先办", "加班办", "上门办"]);
}

#[test]
fn s04_a_mark_is_taken_back_with_a_reason_and_another_item_has_none() {
    let mut world = World::new(OVERSIZE, "2026-03-02T10:00:00");
    let mut case = waiting(&world);
    let refusal = refused(&world, &mut case, &end("标错了办件"));
    assert_eq!(refusal.code, "not_green");
    world
        .run(&mut case, &mark("project", "省重点工程批文"))
        .expect("marked");
    let refusal = refused(&world, &mut case, &end(""));
    assert_eq!(refusal.code, "green_remark");
    world
        .run(&mut case, &end("标错了办件"))
        .expect("taken back");
    assert_eq!(case.green, None);

    world.rights.rights.retain(|right| *right != Right::Receive);
    let refusal = world
        .run(&mut case, &mark("energy", "练能源〔2026〕3号"))
        .expect_err("no right");
    assert_eq!(refusal.code, "not_granted");

    let water = World::new("0225-water-supply.json", "2026-03-02T10:00:00");
    let mut other = waiting(&water);
    let refusal = refused(&water, &mut other, &mark("energy", "练能源〔2026〕3号"));
    assert_eq!(refusal.code, "no_green_lane");
    other.stage = Stage::Decided;
    let refusal = refused(&water, &mut other, &mark("energy", "练能源〔2026〕3号"));
    assert_eq!(refusal.code, "case_ended");
}
