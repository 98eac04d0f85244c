//! What `zc doctor` says of the devices: each asked once, none waited for.

use std::path::Path;
use std::time::Duration;

use ::devices::face::{self, Comparer, FaceFault};
use ::devices::id_reader::{self, Pace, ReadFault, Reader};
use ::devices::kept::Kept;
use ::devices::panel::within;
use ::devices::serial::{self, Ports, choose};

use crate::doctor::Check;
use crate::fault::DeskFault;

/// A driver that hangs holds the doctor no longer.
const PATIENCE: Duration = Duration::from_secs(3);

/// The devices of a data folder's machine.
pub(crate) async fn checks(dir: &Path, practice: bool) -> Vec<Check> {
    let kept = Kept::open(dir);
    let box_line: serial::Line = kept.get("serial");
    let set: id_reader::Kept = kept.get("reader");
    let asked = tokio::task::spawn_blocking(move || serial_box(&box_line));
    let serial = asked
        .await
        .unwrap_or_else(|_| Check::unknown("serial", "扫码盒没有检查完，请重试。"));
    let mut checks = vec![reader(&set, practice).await, serial];
    checks.extend(face(&kept.get("face")).await);
    checks
}

/// A machine without such a device has nothing to check.
async fn face(set: &face::Kept) -> Option<Check> {
    const NAME: &str = "face";
    let pace = face::Pace {
        version: PATIENCE,
        ..face::Pace::default()
    };
    let asked = match Comparer::new(set.place()?, pace) {
        Ok(comparer) => comparer.version().await,
        Err(fault) => Err(fault),
    };
    let told = |version| Check::good(NAME, format!("人脸比对服务有应答，版本 {version}。"));
    let bad = |fault: FaceFault| Check::bad(NAME, DeskFault::from(fault).say);
    Some(asked.map_or_else(bad, told))
}

async fn reader(set: &id_reader::Kept, practice: bool) -> Check {
    const NAME: &str = "reader";
    if practice && set.address.is_empty() {
        return Check::good(NAME, "身份证读卡器由练习城市代替。");
    }
    let pace = Pace {
        call: PATIENCE,
        ..Pace::default()
    };
    let asked = match Reader::new(set.place(), pace) {
        Ok(reader) => reader.version().await,
        Err(fault) => Err(fault),
    };
    match asked {
        Ok(version) if version.is_empty() => Check::good(NAME, "身份证读卡服务有应答。"),
        Ok(version) => Check::good(NAME, format!("身份证读卡服务有应答，版本 {version}。")),
        // A counter without a reader is a whole counter.
        Err(ReadFault::Absent) if set.address.is_empty() => Check::unknown(
            NAME,
            "没有找到身份证读卡服务；没有读卡器的窗口按 F2 手工登记。",
        ),
        Err(fault) => Check::bad(NAME, DeskFault::from(fault).say),
    }
}

fn serial_box(line: &serial::Line) -> Check {
    const NAME: &str = "serial";
    if line.port.is_empty() {
        return Check::unknown(NAME, "没有设置扫码盒的串口；键盘方式的扫码枪不用设置。");
    }
    let set = line.clone();
    let Ok(seen) = within(PATIENCE, || serial::System.list()) else {
        return Check::bad(NAME, "系统没有列出串口。请重新插拔扫码盒，或重启电脑。");
    };
    // Not opened: the window may have it open.
    match choose(&set, &seen) {
        Some(name) if seen.iter().any(|port| port.name == name) || Path::new(&name).exists() => {
            Check::good(NAME, format!("扫码盒的串口 {name} 在。"))
        }
        _ => Check::bad(
            NAME,
            format!(
                "没有找到扫码盒的串口 {}。请插好数据线，或在“设备”里重新选择串口。",
                line.port
            ),
        ),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_doctor_names_the_devices_and_takes_a_missing_box_for_a_fault() {
        let dir = tempfile::tempdir().unwrap();
        let found = checks(dir.path(), true).await;
        let words: Vec<_> = found.iter().map(|check| (check.name, check.ok)).collect();
        assert_eq!(words, [("reader", Some(true)), ("serial", None)]);
        let line = serial::Line {
            port: "/dev/no-such-port".to_owned(),
            ..serial::Line::default()
        };
        Kept::open(dir.path()).put("serial", &line).unwrap();
        let found = checks(dir.path(), true).await;
        assert_eq!(found[1].ok, Some(false));
        assert!(found[1].say.contains("/dev/no-such-port"));
    }
}
