//! Every paper says what its rule wants it to say, in a text layer that can be
//! copied.

mod citizen;

use citizen::{Printed, paper, practice, signed, squeeze};
use notice::{Kind, render};

fn printed(kind: Kind) -> Printed {
    Printed::new(&render(&paper(kind)).expect("a full paper prints"))
}

fn assert_says(text: &str, wanted: &[&str]) {
    for want in wanted {
        assert!(text.contains(&squeeze(want)), "{want} is missing in {text}");
    }
}

#[test]
fn every_paper_names_the_case_the_people_and_the_body() {
    for kind in Kind::ALL {
        let text = printed(kind).text();
        assert_says(
            &text,
            &[
                kind.title(),
                "430400-2026-00001234",
                "江口县市场监督管理局",
                "江口镇便民服务中心",
                "食品经营许可（新办，小型餐饮服务）",
                "11430400MB00000010443012345600",
                "艾力·麦麦提",
                "430400********0012",
                "覃㛃",
                "周敏",
                "0734-8800001",
                "0734-12345",
                citizen::QR,
                "第 1 页 共",
            ],
        );
    }
}

/// 行政许可法 32, last paragraph: accepting or refusing is proved by a paper
/// with the special seal and the date.
#[test]
fn papers_of_the_body_have_a_place_for_the_seal_a_date_and_a_delivery_receipt() {
    for kind in [
        Kind::Acceptance,
        Kind::Refusal,
        Kind::ToleranceNotice,
        Kind::OneTimeNotice,
        Kind::SpecialProcedure,
        Kind::Extension,
    ] {
        let text = printed(kind).text();
        assert_says(
            &text,
            &[
                "专用章）",
                "2026年11月20日",
                "送达回执",
                "签收人",
                "江政务容缺〔2026〕12号",
            ],
        );
    }
}

#[test]
fn a_receipt_lists_what_was_handed_in_and_leaves_a_stub() {
    let text = printed(Kind::Receipt).text();
    assert_says(
        &text,
        &[
            "经营场所平面图",
            "与原件核对一致",
            "电子证照",
            "免于提交",
            "沿此线裁开",
            "收件凭证（存根）",
            "（材料共 4 项）",
        ],
    );
    assert!(!text.contains("待确认受理"));
}

#[test]
fn a_commitment_tells_what_is_lacking_until_when_and_what_is_promised() {
    let mut given = paper(Kind::ToleranceCommitment);
    given.commitments = vec!["三日内补交。".into(), "如实申报。".into()];
    let text = Printed::new(&render(&given).unwrap()).text();
    assert_says(
        &text,
        &[
            "经营场所使用证明",
            "欠缺",
            "现场、邮寄或线上",
            "承诺补交截止日期：2026年11月27日",
            "（一）三日内补交。（二）如实申报。",
            "受理人：周敏",
        ],
    );
}

#[test]
fn a_tolerance_notice_adds_consequence_and_remedies() {
    let text = printed(Kind::ToleranceNotice).text();
    assert_says(
        &text,
        &[
            "补交截止日期：2026年11月27日",
            "视为放弃申请",
            "行政复议",
            "监督电话",
        ],
    );
}

#[test]
fn a_one_time_notice_tells_every_gap_with_ground_and_remedy() {
    let text = printed(Kind::OneTimeNotice).text();
    assert_says(
        &text,
        &[
            "缺少从业人员健康管理制度一章。",
            "未标注操作间面积，图上没有方位。",
            "重新绘制，标注面积（平方米）和指北方向。",
            "第十三条第（四）项",
            "补正期限：2026年11月27日",
            "食品经营许可证工本费",
            "财税〔2015〕102号",
            "江口镇便民服务中心综合窗口3号",
        ],
    );
}

/// 行政许可法 45: the applicant is told in writing how long it takes.
#[test]
fn a_special_procedure_tells_which_why_how_long_and_that_it_does_not_count() {
    let text = printed(Kind::SpecialProcedure).text();
    assert_says(
        &text,
        &[
            "第四十五条",
            "不计入办理期限",
            "检验",
            "经营场所用水需送检。",
            "4 个工作日",
            "特别程序预计结束日期：2026年11月26日",
            "不迟于2026年12月7日",
            "超过的时间计入办理期限",
        ],
    );
}

/// 行政许可法 42: approved by the head, and the applicant is told why.
#[test]
fn an_extension_tells_why_how_long_and_who_approves() {
    let text = printed(Kind::Extension).text();
    assert_says(
        &text,
        &[
            "第四十二条",
            "经本机关负责人批准",
            "10 个工作日",
            "需向外省核实前置许可。",
            "延长后的办理期限：2026年12月11日",
        ],
    );
}

#[test]
fn s61_a_default_names_the_systems_act_and_that_the_system_sealed_it() {
    let text = printed(Kind::DefaultDecision).text();
    assert_says(
        &text,
        &[
            "默认准予许可",
            "系统事件编号",
            "0190f3a47c5d7e2f8a1b2c3d4e5f6071",
            "系统自动用印",
            "责任单位",
            "送达回执",
        ],
    );
}

#[test]
fn s10_a_commitment_names_the_parts_of_what_is_told() {
    let text = printed(Kind::Commitment).text();
    assert_says(
        &text,
        &["行政机关告知：不实承诺的法律责任", "仍不符合的撤销许可。"],
    );
}

#[test]
fn a_refusal_says_why_and_where_to_go_instead() {
    let text = printed(Kind::Refusal).text();
    assert_says(
        &text,
        &[
            "不属于本机关职权范围",
            "请向练习市市场监督管理局申请",
            "行政诉讼",
        ],
    );
}

/// 行政许可法 38 II: a decision against the applicant is in writing, with its reasons and the ways against it.
#[test]
fn what_is_decided_against_an_applicant_says_why_and_what_can_be_done_against_it() {
    for kind in [Kind::Refusal, Kind::Denial, Kind::Return, Kind::Revocation] {
        let text = printed(kind).text();
        assert_says(
            &text,
            &[
                "的理由",
                "依据",
                "办理建议",
                "行政复议",
                "六十日",
                "行政诉讼",
                "六个月",
                "送达回执",
            ],
        );
        assert!(text.contains("印章") || text.contains("专用章"), "{text}");
    }
    assert_says(
        &printed(Kind::Return).text(),
        &["视为放弃申请", "没有补交的材料", "退还的材料"],
    );
}

#[test]
fn a_body_that_is_no_authority_does_not_call_itself_one() {
    for kind in Kind::ALL {
        let mut given = paper(kind);
        given.we = "本单位".into();
        given.gaps.clear();
        let text = Printed::new(&render(&given).unwrap()).text();
        assert!(!text.contains("本机关"), "{kind:?}: {text}");
    }
}

#[test]
fn a_provisional_date_says_that_it_is_one() {
    let mut given = paper(Kind::ToleranceNotice);
    given.due = Some("2027年1月11日".into());
    given.due_note = Some("暂定，2027年节假日安排公布后以通知为准".into());
    let text = Printed::new(&render(&given).unwrap()).text();
    assert_says(
        &text,
        &["2027年1月11日", "暂定，2027年节假日安排公布后以通知为准"],
    );
}

#[test]
fn a_reprint_says_so_and_a_practice_paper_is_marked() {
    let text = Printed::new(&render(&practice(Kind::Receipt)).unwrap()).text();
    assert_says(&text, &["补打第 3 次", "练习样张，不具法律效力"]);
    let first = printed(Kind::Receipt).text();
    assert!(!first.contains("补打") && !first.contains("练习"));
}

#[test]
fn a_signature_is_drawn_on_the_commitment() {
    let plain = paper(Kind::ToleranceCommitment);
    let with = Printed::new(&render(&signed()).unwrap());
    assert_says(&with.text(), &["2026年11月20日 09:51"]);
    assert!(with.has_image());
    assert!(!Printed::new(&render(&plain).unwrap()).has_image());
}

#[test]
fn a_signature_stands_on_the_same_sheet_as_the_promise() {
    let printed = Printed::new(&render(&signed()).unwrap());
    let sheet = (1..=printed.pages)
        .map(|page| printed.page(page))
        .find(|text| text.contains("承诺人（签名／指印）"))
        .unwrap();
    assert_says(
        &sheet,
        &["承诺内容", "（一）所提交的材料", "（四）如承诺不实"],
    );
}
