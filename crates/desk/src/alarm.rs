//! What somebody must know of this station, in words. Raised where it is found, kept by the store, deleted by nobody.

use store::Alarm;
use store::rescue::Rebuilt;

/// The backend lives another life of its log.
pub(crate) const RESTORED: &str = "backend_restored";
/// The database was rebuilt from the journal.
pub(crate) const REBUILT: &str = "store_rebuilt";
/// Places in this station's log were taken by another copy of the folder.
pub(crate) const FORK: &str = "fork";
/// The backend knows more of this station's log than this folder.
pub(crate) const BEHIND: &str = "behind";

/// The alarm of a rebuild: what is where, and what could not be brought back.
pub(crate) fn rebuilt(rebuilt: &Rebuilt, now: i64) -> Alarm {
    let aside = rebuilt
        .set_aside
        .as_deref()
        .and_then(|path| path.file_name());
    let aside = aside.map_or_else(
        || "-".to_owned(),
        |name| name.to_string_lossy().into_owned(),
    );
    Alarm {
        code: REBUILT.to_owned(),
        detail: format!(
            "aside={aside} acts={} attachments={} drafts={} incomplete={} torn={} broken={} at={now}",
            rebuilt.acts,
            rebuilt.attachments,
            rebuilt.drafts,
            rebuilt.incomplete.len(),
            rebuilt.torn_files,
            rebuilt.broken_frames
        ),
        raised_ms: now,
    }
}

/// What it means and what to do.
#[must_use]
pub(crate) fn text(code: &str) -> &'static str {
    match code {
        RESTORED => "市平台曾从备份恢复，可能丢失的内容已自动重新发送。",
        REBUILT => {
            "本机数据库曾损坏或丢失，已从日志恢复未发送的内容；损坏的文件另存未删。请管理员检查磁盘。"
        }
        FORK => {
            "本机的数据文件夹有另一份副本也在使用，未发送的内容已换新身份重发。请管理员查找并停用那份副本。"
        }
        BEHIND => "本机的数据比市平台记录的旧，可能恢复过旧备份。已换新身份继续。请管理员核对。",
        _ => "本机发现异常。请联系管理员用 zc doctor 和 zc audit verify 查看。",
    }
}
