//! What a scan says to the clerk: what happened, what it means, what to do.

use domain::applicant::Party;

use crate::draft::Seen;
use crate::fault::DeskFault;
use crate::view::{DeskView, ScanView};

pub(super) fn party_of(name: &str, id_kind: &str, id: &str, phone: &str, seen_by: &str) -> Party {
    Party {
        name: name.to_owned(),
        id_kind: id_kind.replace('-', "_"),
        id: id.to_owned(),
        phone: phone.to_owned(),
        seen_by: seen_by.to_owned(),
    }
}
pub(super) fn seen(text: &str, detail: String) -> Seen {
    Seen {
        tone: "ok".to_owned(),
        text: text.to_owned(),
        detail,
    }
}
pub(super) fn answer(
    outcome: &str,
    code: &str,
    title: &str,
    say: &str,
    desk: Option<DeskView>,
) -> ScanView {
    ScanView {
        outcome: outcome.to_owned(),
        code: code.to_owned(),
        title: title.to_owned(),
        say: say.to_owned(),
        desk,
        ..ScanView::default()
    }
}

pub(super) fn unreadable(code: &str, say: &str) -> ScanView {
    answer("unreadable", code, "图片没有读出来", say, None)
}

/// What a stranger's code probably is, and what to ask for instead. Nothing of it is kept or opened.
pub(super) fn stranger(probably: proof::Guess) -> ScanView {
    use proof::Guess as G;
    let remedy = match probably {
        _ if probably.is_payment() => "没有使用它。请办事人退出支付，打开凭证码。",
        G::HealthInsurance | G::SocialSecurity | G::HealthCode => {
            "不能用来办件。请办事人打开凭证码；没有的话，请出示身份证原件。"
        }
        G::BusinessLicence => {
            "没有打开它。请办事人打开凭证码亮照，或按 F2 登记统一社会信用代码并核对执照原件。"
        }
        G::MachineReadable => "请按 F2 手工登记，证件种类选护照或通行证，并核对原件。",
        G::Invoice | G::Diploma | G::ForeignCertificate => {
            "没有打开它。要作材料的话，请在材料那一行导入图片或文件；要登记办事人，请打开凭证码。"
        }
        G::GovernmentSite | G::WebAddress | G::WeChatProgram => {
            "没有打开它。请办事人自己打开后出示里面的凭证码；没有的话，请出示证件原件。"
        }
        _ => "请办事人打开凭证码；没有的话，请出示证件原件。",
    };
    let say = format!("这像是{}，不是凭证码。{remedy}", probably.label());
    let code = if probably.is_payment() {
        "payment"
    } else {
        probably.code()
    };
    answer("stranger", code, "这不是凭证码", &say, None)
}

/// A code of ours that is not whole.
pub(super) fn cut_off() -> ScanView {
    let say = "内容缺了一截。请办事人调亮屏幕、完整显示后重扫。";
    answer("invalid", "malformed", "凭证码不完整", say, None)
}

/// What failed when the backend was asked about an opaque code: five failures, five sentences (S28).
pub(super) fn resolve_failed(fault: &DeskFault) -> ScanView {
    let (outcome, title, say) = match fault.code.as_str() {
        "expired" => (
            "invalid",
            "凭证码已过期",
            "请办事人在手机上刷新，重新出示。".to_owned(),
        ),
        "used" => (
            "invalid",
            "凭证码已用过",
            "每个码只能用一次。请办事人在手机上刷新，重新出示。".to_owned(),
        ),
        "other_city" => (
            "invalid",
            "不是本市的凭证码",
            "本市不能调取它的证照。请办事人改用本市的码，或出示证件原件。".to_owned(),
        ),
        "other_item" => (
            "invalid",
            "不是本事项的凭证码",
            "这个码是为别的事项申请的，没有使用。请办事人为本事项重新申请后出示。".to_owned(),
        ),
        "holder_gone" => (
            "invalid",
            "持码人记录已注销",
            "持码人的户籍记录已注销，码不能再用。请由亲属用自己的凭证码代办，并核对亲属关系。"
                .to_owned(),
        ),
        "code_unknown" | "malformed" => (
            "invalid",
            "凭证码不完整",
            "内容缺了一截或不是凭证码。请办事人调亮屏幕、完整显示后重扫。".to_owned(),
        ),
        "offline" | "name_resolution" => (
            "cannot_tell",
            "连不上市平台",
            "一次性凭证码要联网才能核验。可请办事人改出示签名码，或读身份证（Alt+R），或按 F2 登记证件号码并核对原件，先收件，联网后确认。"
                .to_owned(),
        ),
        "server_fault" | "maintenance" | "captive_portal" | "rate_limit" => (
            "cannot_tell",
            "市平台没有给出结果",
            format!("{}可稍候重扫，或改用签名码、证件原件。", fault.say),
        ),
        _ => ("cannot_tell", "没有核验成功", fault.say.clone()),
    };
    let ways = match (outcome, fault.code.as_str()) {
        ("cannot_tell", _) => &["signed", "reader", "typed", "paper"][..],
        (_, "other_city") => &["reader", "typed"],
        _ => &[],
    };
    with_ways(answer(outcome, &fault.code, title, &say, None), ways)
}

/// With what else can be done, in the order in which it is offered.
pub(super) fn with_ways(view: ScanView, ways: &[&str]) -> ScanView {
    let ways = ways.iter().map(|way| (*way).to_owned()).collect();
    ScanView { ways, ..view }
}

/// Why a draft of another end was not taken over, a sentence and a remedy each (S69).
pub(super) fn draft_failed(fault: &DeskFault) -> ScanView {
    let (outcome, title, say) = match fault.code.as_str() {
        "expired" => (
            "invalid",
            "暂存码已过期",
            "内容还在办事人手机里。请他打开这份暂存，重新出示暂存码。".to_owned(),
        ),
        "used" => (
            "invalid",
            "暂存码已用过",
            "每个暂存码只能接手一次。本机接手过的在“未办完”或“办件”里；不是的话，请办事人重新出示。"
                .to_owned(),
        ),
        "other_city" => (
            "invalid",
            "不是本市的暂存码",
            "本市不能接手。请办事人在本市的平台上重新暂存，或出示凭证码现场填写。".to_owned(),
        ),
        "code_unknown" | "malformed" | "not_found" => (
            "invalid",
            "没有这份暂存",
            "码缺了一截，或暂存已被删除。请办事人完整显示后重扫；仍不行请出示凭证码，现场填写。"
                .to_owned(),
        ),
        "offline" | "name_resolution" => (
            "cannot_tell",
            "连不上市平台",
            "暂存码要联网才能接手，还没有使用。网络恢复后重扫；急办可请办事人出示签名码，现场填写。"
                .to_owned(),
        ),
        _ => (
            "cannot_tell",
            "暂存没有接手",
            format!("{}可稍候重扫，暂存码在十分钟内重扫不会作废。", fault.say),
        ),
    };
    answer(outcome, &fault.code, title, &say, None)
}

pub(super) fn remedy(code: &str) -> &'static str {
    match code {
        "expired" | "used" => "请办事人在手机上刷新，重新出示。",
        "other_city" => "请办事人改用本市的码，或出示证件原件。",
        "list_stale" | "clock" => "请联网更新后重扫，或出示证件原件。",
        "malformed" => "请办事人完整显示后重扫。",
        _ => "请出示证件原件，必要时联系管理员。",
    }
}

pub(super) fn picture_text(error: &optic::Unreadable) -> &'static str {
    use optic::Unreadable as U;
    match error {
        U::NotAPicture => "这个文件不是图片，也不是 PDF。请选择拍下的照片或截图（JPEG、PNG 等）。",
        U::OtherFormat => {
            "这种格式本机不读（如苹果手机的 HEIC、OFD、SVG）。请另存为 JPEG 或 PDF，或截图后再导入。"
        }
        U::Locked => "这份 PDF 有打开密码，读不了。请用密码打开后另存一份，或打印、截图后再导入。",
        U::NoWorker => {
            "读 PDF 的程序没有启动。请把有二维码的那一页截图后导入；仍不行请联系管理员。"
        }
        U::TooLarge(_) => "图片太大，没有打开。请降低分辨率重拍，或只截取二维码。",
        U::TooSmall { .. } => "图片太小，看不清二维码。请靠近重拍。",
        U::Truncated => "图片文件不完整。请重新拍摄或重新复制。",
        U::Broken => "图片或 PDF 文件已损坏。请换一份。",
        U::Died => "识读程序读这个文件时出错，已自动重启。请换一张图片，或用扫码枪。",
        U::TimedOut => "看了一秒还没有读出。请只拍二维码部分，或用扫码枪。",
    }
}
