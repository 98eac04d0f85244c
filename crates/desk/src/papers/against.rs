//! What stands on a paper that decides against its applicant: the reasons, and what can be done against it.

use domain::act::{Inspection, Payload};
use domain::catalogue::Item;
use notice::{Gap, Kind};

use super::fill::written;
use super::ground::Ground;

/// Remedies against an authority (行政复议法 arts. 20, 24; 行政诉讼法 arts. 18, 46).
const AUTHORITY: &str = "对本文书不服的，可以自收到之日起六十日内，依法向本级人民政府或者法律规定的其他行政复议机关申请行政复议，也可以自收到之日起六个月内，依法向有管辖权的人民法院提起行政诉讼。";

/// The remedies that stand on every paper with legal effect: an enterprise of public service decides nothing that could
/// be reviewed, it is complained of.
pub(super) fn remedies(kind: Kind, item: &Item) -> Vec<String> {
    match kind {
        Kind::Receipt | Kind::ToleranceCommitment | Kind::Commitment => Vec::new(),
        _ if item.body.is_enterprise() => vec![format!(
            "对本文书有异议的，可以拨打监督电话 {} 或者 12345 政务服务便民热线反映，也可以向{}的行业主管部门投诉；因服务合同发生争议的，可以依法提起民事诉讼。",
            item.body.supervise_phone, item.body.name
        )],
        _ => vec![AUTHORITY.to_owned()],
    }
}

/// The reason, its ground, and what the applicant can do.
pub(super) fn reasons(kind: Kind, ground: &Ground, item: &Item) -> Vec<Gap> {
    let case = &ground.case;
    let reason = |problem: String, basis: String, how: String| {
        vec![Gap {
            material: case.item_name.clone(),
            problem,
            basis,
            how,
        }]
    };
    match (kind, &ground.act) {
        (Kind::Refusal, _) => {
            let elsewhere = ground.competent.as_ref();
            let how = elsewhere.map(|body| format!("请向{body}申请。"));
            let how = how.unwrap_or_else(|| "不用申请，可以直接办理相关事务。".to_owned());
            reason(case.reason.clone(), of_law(item, "第三十二条"), how)
        }
        (Kind::Denial, _) => reason(
            case.reason.clone(),
            of_law(item, "第三十八条第二款"),
            "具备条件后可以重新申请。".to_owned(),
        ),
        (Kind::Return, _) => {
            let due = case.tolerance.as_ref().and_then(|open| open.due.as_deref());
            let due = due.and_then(written).unwrap_or_default();
            reason(
                format!("承诺的补交期限（{due}）已满，下列材料没有补交。"),
                "容缺受理制度、《容缺受理承诺书》".to_owned(),
                "备齐材料后可以重新申请。".to_owned(),
            )
        }
        (Kind::Revocation, Some(Payload::Inspected(found))) => reason(
            found.reason.clone(),
            "《中华人民共和国行政许可法》第六十九条、国办发〔2020〕42号".to_owned(),
            barred(&found.result),
        ),
        _ => Vec::new(),
    }
}

fn barred(result: &Inspection) -> String {
    let again = "可以按一般程序重新申请";
    match result {
        Inspection::Revoke { barred_through } => match written(barred_through) {
            Some(day) => format!("{again}；{day}以前（含当日）不得以告知承诺方式申请。"),
            None => format!("{again}。"),
        },
        Inspection::Conforms | Inspection::Rectify { .. } => String::new(),
    }
}

/// The law on licences is applied to licences; what is handled like one only refers to it.
fn of_law(item: &Item, article: &str) -> String {
    let refer = if item.is_licence() { "" } else { "参照" };
    format!("{refer}《中华人民共和国行政许可法》{article}")
}
