//! The data folder, seen from outside and from inside.

use std::path::Path;

use store::slots::{SlotError, Slots};
use store::{Store, StoreError};

use super::Check;
use crate::alarm;
use crate::desk::clock_words;
use crate::station::Station;

/// Names of what a data folder holds (`store`).
const DATABASE: &str = "zongchuang.db";
const JOURNAL: &str = "journal";

/// What can be seen without a password.
pub(super) fn outside(dir: &Path) -> Vec<Check> {
    if !dir.is_dir() {
        let say = "数据文件夹还不存在，第一次登记时建立。";
        return vec![Check::unknown("folder", say)];
    }
    vec![rights(dir), slots(dir), journal(dir), lock(dir)]
}

fn rights(dir: &Path) -> Check {
    const NAME: &str = "folder";
    match std::fs::metadata(dir) {
        Ok(found) if found.permissions().readonly() => {
            Check::bad(NAME, "数据文件夹是只读的，无法保存。请改正权限。")
        }
        Ok(found) if open_to_others(&found) => Check::bad(
            NAME,
            "数据文件夹对本机其他用户开放。请改为只有本人可读写（chmod 700）。",
        ),
        Ok(_) => Check::good(NAME, "数据文件夹可读写，只对本人开放。"),
        Err(_) => Check::bad(NAME, "读不到数据文件夹。请检查权限和磁盘。"),
    }
}

#[cfg(unix)]
fn open_to_others(found: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    found.permissions().mode() & 0o077 != 0
}

// The profile folder of Windows is the user's own.
#[cfg(not(unix))]
fn open_to_others(_found: &std::fs::Metadata) -> bool {
    false
}

fn slots(dir: &Path) -> Check {
    const NAME: &str = "slots";
    match Slots::load(dir) {
        Ok(slots) if slots.must_rotate() => Check::bad(
            NAME,
            "有工作人员被停用，本机密钥还没有更换。请关闭所有窗口后由其他工作人员重新登录一次。",
        ),
        Ok(slots) => Check::good(
            NAME,
            format!("{} 名工作人员可在本机登录。", slots.users().len()),
        ),
        Err(SlotError::Missing) if dir.join(DATABASE).exists() => Check::bad(
            NAME,
            "密钥文件不见了，数据库在但打不开。请从备份恢复密钥文件，不要删除文件夹。",
        ),
        Err(SlotError::Missing) => Check::unknown(NAME, "本机还没有登记为工作站。"),
        Err(_) => Check::bad(
            NAME,
            "密钥文件读不出或被改动过。请联系管理员，不要删除文件夹。",
        ),
    }
}

fn journal(dir: &Path) -> Check {
    const NAME: &str = "journal";
    match std::fs::read_dir(dir.join(JOURNAL)) {
        Ok(files) => Check::good(NAME, format!("日志可读，{} 个文件。", files.count())),
        Err(_) if !dir.join(DATABASE).exists() => Check::unknown(NAME, "还没有日志。"),
        Err(_) => Check::bad(
            NAME,
            "读不到日志，未发送的内容只剩一份。请检查磁盘，并尽快联网发送。",
        ),
    }
}

fn lock(dir: &Path) -> Check {
    const NAME: &str = "sync_lock";
    match store::sync_lock(dir) {
        Ok(Some(_)) => Check::good(NAME, "现在没有程序在发送。"),
        Ok(None) => Check::good(NAME, "另一个程序正在发送（窗口或 zc sync）。"),
        Err(_) => Check::bad(NAME, "发送锁无法使用，内容发不出去。请检查权限和磁盘。"),
    }
}

/// The database as far as it can be seen while it is closed.
pub(super) fn closed(dir: &Path) -> Check {
    let say = if dir.join(DATABASE).exists() {
        "数据库在，登录后才能检查内容。"
    } else {
        "还没有数据库。"
    };
    Check::unknown("store", say)
}

/// The whole database, page by page.
pub(super) fn inside(store: &Store) -> Check {
    const NAME: &str = "store";
    match store.check() {
        Ok(()) => Check::good(NAME, "数据库完整。"),
        Err(StoreError::Damaged { .. } | StoreError::Unreadable { .. }) => Check::bad(
            NAME,
            "数据库有损坏，没有删除任何内容。请停止使用并联系管理员恢复。",
        ),
        Err(_) => Check::bad(NAME, "数据库没有检查完。请关闭其他程序后重试。"),
    }
}

/// What was ever found wrong with this folder; no program takes it back.
pub(super) fn alarms(store: &Store) -> Check {
    const NAME: &str = "alarms";
    match store.alarms() {
        Ok(alarms) if alarms.is_empty() => Check::good(NAME, "没有异常记录。"),
        Ok(alarms) => {
            let told: Vec<String> = alarms
                .iter()
                .map(|found| {
                    let at = domain::moment::minute_text(found.raised_ms);
                    format!("{at} {}", alarm::text(&found.code))
                })
                .collect();
            Check::bad(NAME, told.join(" "))
        }
        Err(_) => Check::unknown(NAME, "异常记录读不出。请关闭其他程序后重试。"),
    }
}

/// This machine's clock against what the station knows of the time; `now` is the wall clock of a closed one.
pub(super) fn clock(now: i64, station: Option<&Station>) -> Check {
    const NAME: &str = "clock";
    let Some(station) = station else {
        let shown = domain::moment::minute_text(now);
        let say = format!("本机时间 {shown}，登录并联系市平台后才能核对。");
        return Check::unknown(NAME, say);
    };
    let standing = station.0.clock.standing();
    let shown = domain::moment::minute_text(standing.captured.wall);
    let (words, bad) = clock_words(&standing);
    let say = format!("本机时间 {shown}，{words}。");
    if bad {
        Check::bad(NAME, say)
    } else {
        Check::good(NAME, say)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ok(checks: &[Check], name: &str) -> Option<bool> {
        checks
            .iter()
            .find(|check| check.name == name)
            .expect("checked")
            .ok
    }

    #[test]
    fn an_absent_folder_is_not_a_fault() {
        let dir = tempfile::tempdir().expect("temp");
        let checks = outside(&dir.path().join("none"));
        assert_eq!(ok(&checks, "folder"), None);
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_open_to_others_is_bad_and_a_closed_one_good() {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tempfile::tempdir().expect("temp");
        for (mode, good) in [(0o755, false), (0o700, true)] {
            let rights = std::fs::Permissions::from_mode(mode);
            std::fs::set_permissions(dir.path(), rights).expect("own folder");
            assert_eq!(ok(&outside(dir.path()), "folder"), Some(good));
        }
    }

    #[test]
    fn a_database_without_its_keys_is_bad_and_nothing_at_all_is_unknown() {
        let dir = tempfile::tempdir().expect("temp");
        assert_eq!(ok(&outside(dir.path()), "slots"), None);
        std::fs::write(dir.path().join(DATABASE), b"").expect("writable");
        assert_eq!(ok(&outside(dir.path()), "slots"), Some(false));
        assert_eq!(ok(&outside(dir.path()), "journal"), Some(false));
    }

    #[test]
    fn a_lock_held_elsewhere_is_named_and_no_fault() {
        let dir = tempfile::tempdir().expect("temp");
        let held = store::sync_lock(dir.path()).expect("lockable");
        let check = lock(dir.path());
        assert_eq!(check.ok, Some(true));
        assert!(check.say.contains("正在发送"), "{}", check.say);
        drop(held);
        assert!(!lock(dir.path()).say.contains("正在发送"));
    }
}
