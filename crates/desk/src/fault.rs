//! What leaves the use cases when they cannot do what was asked: a machine code, a Chinese sentence that names the
//! remedy, no personal data. One place, one match an error.

mod device;

use domain::decide::Refusal;
use domain::queue::Reason;
use serde::{Deserialize, Serialize};
use store::slots::SlotError;
use store::{AppendError, StoreError};
use ts_rs::TS;

/// A fault as a screen or `--json` shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, thiserror::Error)]
#[error("{code}")]
pub struct DeskFault {
    /// Stable machine code.
    pub code: String,
    /// What happened, what it means, what to do.
    pub say: String,
    /// The legal or business ground of a refusal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub ground: Option<String>,
}

/// The result of every use case.
pub type Outcome<T> = Result<T, DeskFault>;

impl DeskFault {
    /// A fault without a ground.
    pub fn new(code: &str, say: impl Into<String>) -> Self {
        Self {
            code: code.to_owned(),
            say: say.into(),
            ground: None,
        }
    }
}

impl DeskFault {
    /// The same where the machine is no station yet: what the connection's sentences promise of saved and waiting work
    /// is true of a station alone.
    pub(crate) fn before_enrolment(mut self) -> Self {
        let reason = Reason::ALL
            .into_iter()
            .find(|reason| reason.code() == self.code && reason_say(*reason) == self.say);
        if let Some(reason) = reason {
            let [what, ..] = reason_words(reason);
            self.say = format!(
                "{what}。本机还没有登记，要连上一次才能打开，之后断网也能用。{}。",
                enrolment_remedy(reason)
            );
        }
        self
    }

    /// The catalogue of this desk has no such item.
    pub(crate) fn no_such_item() -> Self {
        let say = "事项库里没有这个事项。请换个说法查找，或联网更新事项库。";
        Self::new("not_found", say)
    }
}

impl From<Refusal> for DeskFault {
    fn from(refusal: Refusal) -> Self {
        Self {
            code: refusal.code,
            say: refusal.say,
            ground: Some(refusal.ground),
        }
    }
}

impl From<StoreError> for DeskFault {
    fn from(error: StoreError) -> Self {
        let (code, say) = match &error {
            StoreError::Missing | StoreError::JournalFound => (
                "store_missing",
                "本机数据库不见了，未发送的内容在日志里。请联系管理员用 zc doctor 恢复，不要删除文件夹。",
            ),
            StoreError::Exists => (
                "store_exists",
                "这个文件夹已有数据库，不能重新建立。请换一个文件夹。",
            ),
            StoreError::WrongKey => (
                "wrong_key",
                "密钥打不开本机数据库。请确认数据文件夹没有被替换。",
            ),
            StoreError::TooNew { .. } => (
                "store_too_new",
                "本机数据由更新的版本写入。请升级程序后再打开，数据没有改动。",
            ),
            StoreError::Damaged { .. } | StoreError::Unreadable { .. } => (
                "store_damaged",
                "本机数据库有损坏，没有删除任何内容。请停止使用并联系管理员恢复。",
            ),
            StoreError::DiskFull => (
                "disk_full",
                "磁盘已满，刚才的内容没有保存。请清理磁盘后重试，之前保存的都在。",
            ),
            StoreError::Erased => (
                "erased",
                "这份内容已按期限从本机清除，市平台有备份。请联网向市平台调阅。",
            ),
            StoreError::ReadOnly => (
                "folder_read_only",
                "数据文件夹不能写入，刚才的内容没有保存，之前保存的都在。请改正文件夹权限或更换磁盘后重试。",
            ),
            StoreError::Busy => ("store_busy", "另一个程序正在使用本机数据库。请稍候重试。"),
            StoreError::Unknown { .. } => (
                "not_found",
                "没有找到这条记录，可能已被处理。请刷新后再看。",
            ),
            StoreError::NotDamaged | StoreError::Refused { .. } => (
                "store_refused",
                "本机数据库没有接受这次操作。请重试；仍不行请联系管理员。",
            ),
            StoreError::Io(_) | StoreError::Sql(_) => (
                "disk_failed",
                "读写本机磁盘失败，刚才的内容没有保存。请重试；仍不行请联系管理员。",
            ),
        };
        Self::new(code, say)
    }
}

impl From<AppendError<DeskFault>> for DeskFault {
    fn from(error: AppendError<DeskFault>) -> Self {
        match error {
            AppendError::Build(fault) => fault,
            AppendError::Answered(_) => {
                Self::new("answered", "这个编号的登记之前已经办过，没有重复办理。")
            }
            AppendError::CodeUsed => Self::new(
                "used",
                "这个凭证码已在本机用过一次。请办事人刷新后重新出示。",
            ),
            AppendError::NotContinuous => Self::new(
                "log_broken",
                "本机的动作日志接不上，没有保存。请重新登录后再试。",
            ),
            AppendError::AttachmentMissing(_) => Self::new(
                "attachment_missing",
                "有附件不在本机，没有保存。请重新拍摄或导入。",
            ),
            AppendError::Store(error) => error.into(),
        }
    }
}

impl From<SlotError> for DeskFault {
    fn from(error: SlotError) -> Self {
        let (code, say) = match &error {
            SlotError::Missing => ("not_enrolled", "本机还没有登记为工作站。请先登记。"),
            SlotError::Exists | SlotError::UserExists => ("enrolled", "本机已经登记过。"),
            SlotError::UnknownUser => (
                "unknown_user",
                "这个工号没有在本机登记。请核对工号，或由管理员添加。",
            ),
            SlotError::WrongPassword => (
                "wrong_password",
                "密码不对。请重新输入；忘记密码请找管理员。",
            ),
            SlotError::Tampered
            | SlotError::Weak
            | SlotError::TooCostly
            | SlotError::Unreadable => (
                "slots_altered",
                "本机的密钥文件被改动过，为安全起见不打开。请联系管理员。",
            ),
            SlotError::Factor => (
                "keystore",
                "密码对，但本机系统密钥库里没有这个工作站的那一半密钥。请用登记时的系统账户登录电脑；仍不行请管理员用恢复密钥恢复登录（zc member recover）。",
            ),
            SlotError::Old => (
                "slots_old",
                "还有工作人员没有用新版本登录过，密钥暂时不能更换。请他们各登录一次。",
            ),
            SlotError::Last => ("last_slot", "这是最后一个能打开本机数据的人，不能移除。"),
            SlotError::OtherKey => (
                "wrong_key",
                "密钥与本机数据库不符。请确认数据文件夹没有被替换。",
            ),
            SlotError::Disk(_) => (
                "disk_failed",
                "读写本机磁盘失败。请重试；仍不行请联系管理员。",
            ),
        };
        Self::new(code, say)
    }
}

/// What a reason of the connection is called: what happened, in a clause for the strip.
#[must_use]
pub fn reason_text(reason: Reason) -> &'static str {
    reason_words(reason)[0]
}

/// The whole sentence of a reason: what happened, what it means, what to do.
#[must_use]
pub fn reason_say(reason: Reason) -> String {
    let [what, means, remedy] = reason_words(reason);
    format!("{what}，{means}。{remedy}。")
}

/// The error codes of the sync contract (design §6): what happened, what it means, what to do.
fn reason_words(reason: Reason) -> [&'static str; 3] {
    match reason {
        Reason::Offline => [
            "连不上市平台",
            "内容已存在本机，网络恢复后自动发送",
            "请照常办理；长时间不通请检查网线或无线网络",
        ],
        Reason::NameResolution => [
            "找不到市平台的地址",
            "内容已存在本机，没有发出",
            "请检查网络和域名解析设置，或联系网络管理员",
        ],
        Reason::CaptivePortal => [
            "网络返回的不是市平台",
            "多半是上网认证页面挡住了，什么都没有发出",
            "请先用浏览器登录上网认证，再点“现在发送”",
        ],
        Reason::Tls => [
            "与市平台的加密连接不可信",
            "为防内容落到别处，一条也没有发出",
            "请不要绕过，请网络管理员检查证书和代理",
        ],
        Reason::TlsClock => [
            "本机时间不准，加密连接被拒",
            "证书在本机看来还没生效或已过期，内容存在本机",
            "请校准本机日期和时间后再点“现在发送”",
        ],
        Reason::Auth => [
            "登录已失效",
            "内容存在本机，重新登录前发不出去",
            "请重新登录，登录后自动发送",
        ],
        Reason::Revoked => [
            "本机或工号已被停用",
            "市平台不再接收本机的内容，未发送的都留在本机",
            "请联系管理员恢复，或导出离线包交其他窗口发送",
        ],
        Reason::RateLimit => [
            "市平台正忙，请本机稍候",
            "内容存在本机，到时间自动再发，不会重复",
            "请照常办理，不必反复点发送",
        ],
        Reason::VersionSkew => [
            "程序版本与市平台不匹配",
            "内容存在本机，升级前发不出去",
            "请联系管理员升级本机程序，数据不受影响",
        ],
        Reason::Maintenance => [
            "市平台正在停机维护",
            "内容存在本机，恢复后自动发送",
            "请照常办理，按离线规则出具收件凭证",
        ],
        Reason::ServerFault => [
            "市平台出错",
            "这次没有得到回执，内容存在本机，稍后自动重发，不会重复",
            "请照常办理；持续超过一天请联系管理员",
        ],
        Reason::RecordFault => [
            "市平台没有收下这一条",
            "只有这一条会单独重发，其余照常发送",
            "请打开办件核对；多次不成会搁置，到时可更正、导出或由两人作废",
        ],
    }
}

/// What to do where the first connection fails.
fn enrolment_remedy(reason: Reason) -> &'static str {
    match reason {
        Reason::Offline => "请检查网线或无线网络后再试；仍连不上请找网络管理员",
        Reason::NameResolution => "请核对平台地址，检查网络和域名解析设置后再试",
        Reason::CaptivePortal => "请先用浏览器登录上网认证，然后再试",
        Reason::Tls => "请不要绕过，请网络管理员检查证书和代理",
        Reason::TlsClock => "请校准本机日期和时间后再试",
        Reason::VersionSkew => "请联系管理员升级本机程序后再登记",
        Reason::Auth | Reason::Revoked => "请联系管理员核对登记单",
        Reason::RateLimit | Reason::Maintenance | Reason::ServerFault | Reason::RecordFault => {
            "请稍候几分钟再试；仍不行请联系管理员"
        }
    }
}

impl From<sync::Failure> for DeskFault {
    fn from(failure: sync::Failure) -> Self {
        match &failure.fault {
            Some(fault) => Self::new(fault_code(fault.code), fault.say.clone()),
            None => Self::new(failure.reason.code(), reason_say(failure.reason)),
        }
    }
}

fn fault_code(code: wire::FaultCode) -> &'static str {
    use wire::FaultCode as F;
    match code {
        F::Malformed => "malformed",
        F::Auth => "auth",
        F::Revoked => "revoked",
        F::Forbidden => "forbidden",
        F::Realm => "other_city",
        F::NotFound => "not_found",
        F::VersionSkew => "version_skew",
        F::RateLimit => "rate_limit",
        F::Maintenance => "maintenance",
        F::Server => "server_fault",
        F::TooLarge => "too_large",
        F::CodeExpired => "expired",
        F::CodeUsed => "used",
        F::CodeOtherCity => "other_city",
        F::CodeUnknown => "code_unknown",
        F::CodeHolderGone => "holder_gone",
        F::CodeOtherItem => "other_item",
        F::EnrolCode => "enrol_code",
        F::Unknown => "unknown",
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_error_code_says_what_happened_what_it_means_and_what_to_do() {
        let mut seen = BTreeSet::new();
        for reason in Reason::ALL {
            for part in reason_words(reason) {
                assert!(part.chars().count() >= 5, "{}: {part}", reason.code());
                assert!(seen.insert(part), "{}: said twice: {part}", reason.code());
                assert!(
                    !part.chars().any(|c| c.is_ascii_alphanumeric()),
                    "{}: {part}",
                    reason.code()
                );
            }
            let say = reason_say(reason);
            assert!(say.contains('。') && say.ends_with('。'), "{say}");
            let fault = DeskFault::from(sync::Failure::new(reason));
            assert_eq!((fault.code.as_str(), fault.say), (reason.code(), say));
        }
        assert_eq!(seen.len(), 3 * Reason::ALL.len());
    }

    #[test]
    fn before_a_station_stands_no_sentence_speaks_of_saved_work() {
        for reason in Reason::ALL {
            let fault = DeskFault::from(sync::Failure::new(reason)).before_enrolment();
            assert_eq!(fault.code, reason.code());
            for word in ["存在本机", "照常办理", "现在发送", "未发送"] {
                assert!(!fault.say.contains(word), "{word}: {}", fault.say);
            }
            assert!(fault.say.contains("还没有登记") && fault.say.ends_with('。'));
        }
        let own = DeskFault::new("enrol_code", "登记码用过了。请找管理员。");
        assert_eq!(own.clone().before_enrolment(), own);
    }

    #[test]
    fn the_twelve_error_codes_of_the_contract_are_all_there() {
        let codes: BTreeSet<_> = Reason::ALL.into_iter().map(Reason::code).collect();
        let contract = "offline name_resolution captive_portal tls tls_clock auth revoked rate_limit \
                        version_skew maintenance server_fault record_fault";
        assert_eq!(codes, contract.split_whitespace().collect());
    }
}
