//! Bundles (离线包): unsent work carried by hand to another station of the outlet, or to the backend (docs/adr 11).

mod check;
mod copy;
mod export;
mod import;
mod partial;
mod peers;
mod walk;

use std::io;

use ::seal::bundle::Fault;

pub use export::{ExportChoice, Exported};
pub use import::{Delivered, Imported};

use crate::fault::DeskFault;

/// Most content of a bundle that is read: 64 GiB, far above what a station holds.
const MOST_CONTENT: u64 = 64 << 30;

/// Why a bundle was not read; whatever it is, nothing has changed.
fn unread(fault: Fault) -> DeskFault {
    let (code, say) = match fault {
        Fault::Malformed(_) => (
            "bundle_malformed",
            "这个文件不是离线包，或内容不合规定。什么都没有导入。请核对文件，或在原工作站重新导出。",
        ),
        Fault::Version => (
            "bundle_too_new",
            "这个离线包由更新的程序导出，本机读不了。什么都没有导入。请先升级本机程序。",
        ),
        Fault::Realm => (
            "bundle_other_city",
            "这个离线包属于另一个城市或另一个练习城市。什么都没有导入。请交给它所属的窗口。",
        ),
        Fault::Key => (
            "bundle_key",
            "这个离线包不是给本机的，或口令不对。什么都没有导入。请核对口令，或交给同一网点的其他工作站。",
        ),
        Fault::Altered => (
            "bundle_damaged",
            "离线包没有拷完整，或被改动过。什么都没有导入。请重新拷贝，或在原工作站重新导出。",
        ),
        Fault::TooLarge => (
            "bundle_too_large",
            "离线包超过允许的大小。什么都没有导入。请在原工作站分办件导出。",
        ),
        Fault::Signature(_) => (
            "bundle_signature",
            "离线包的签名核对不上：它可能被改动过，或出自本机还不认得的工作站。什么都没有导入。请联网更新后再试。",
        ),
        Fault::Io(error) => return disk(&error),
    };
    DeskFault::new(code, say)
}

/// A file that cannot be read or written.
fn disk(error: &io::Error) -> DeskFault {
    let (code, say) = match error.kind() {
        io::ErrorKind::NotFound => (
            "not_found",
            "没有找到这个文件或文件夹。请核对位置，U 盘是否插好。",
        ),
        io::ErrorKind::AlreadyExists => (
            "file_exists",
            "同名文件已经存在，没有覆盖。请换一个文件名。",
        ),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => (
            "disk_full",
            "目标磁盘已满，离线包没有写成。请换一个位置；本机内容没有变动。",
        ),
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => (
            "file_denied",
            "没有权限读写这个位置。请换一个位置；本机内容没有变动。",
        ),
        _ => (
            "file_failed",
            "读写这个文件失败。请检查 U 盘或换一个位置；本机内容没有变动。",
        ),
    };
    DeskFault::new(code, say)
}
