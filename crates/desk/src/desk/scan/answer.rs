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
        case: None,
    }
}

pub(super) fn later(code: &str, title: &str, say: &str) -> ScanView {
    answer("stranger", code, title, say, None)
}

pub(super) fn unreadable(code: &str, say: &str) -> ScanView {
    answer("unreadable", code, "图片没有读出来", say, None)
}

pub(super) fn stranger(probably: proof::Guess) -> ScanView {
    let say = if probably.is_payment() {
        format!(
            "这像是{}，不是凭证码，没有使用它。请办事人退出支付，打开凭证码。",
            probably.label()
        )
    } else {
        format!(
            "这像是{}，不是凭证码。请办事人打开凭证码；没有的话，请出示证件原件。",
            probably.label()
        )
    };
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
        "code_unknown" | "malformed" => (
            "invalid",
            "凭证码不完整",
            "内容缺了一截或不是凭证码。请办事人调亮屏幕、完整显示后重扫。".to_owned(),
        ),
        "offline" | "name_resolution" => (
            "cannot_tell",
            "连不上市平台",
            "一次性凭证码要联网才能核验。可请办事人改出示签名码，或登记证件原件，先收件。"
                .to_owned(),
        ),
        "server_fault" | "maintenance" | "captive_portal" | "rate_limit" => (
            "cannot_tell",
            "市平台没有给出结果",
            format!("{}可稍候重扫，或改用签名码、证件原件。", fault.say),
        ),
        _ => ("cannot_tell", "没有核验成功", fault.say.clone()),
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
        U::NotAPicture => "这个文件不是图片。请选择拍下的照片或截图（JPEG、PNG 等）。",
        U::TooLarge(_) => "图片太大，没有打开。请降低分辨率重拍，或只截取二维码。",
        U::TooSmall { .. } => "图片太小，看不清二维码。请靠近重拍。",
        U::Truncated => "图片文件不完整。请重新拍摄或重新复制。",
        U::Broken => "图片文件已损坏。请换一张。",
        U::Died => "识读程序读这张图片时出错，已自动重启。请换一张图片，或用扫码枪。",
        U::TimedOut => "看了一秒还没有读出。请只拍二维码部分，或用扫码枪。",
    }
}
