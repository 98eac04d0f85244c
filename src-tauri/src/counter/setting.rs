//! What a station sets about its devices, shown and changed on 设备.

use std::time::Duration;

use desk::counter::{holders, outcomes, troubles};
use desk::view::{
    DeviceSettingsInput, DeviceSettingsView, PortView, PracticeFaceView, PracticeReaderView,
};
use desk::{Desk, DeskFault, Outcome};
use devices::local::{Address, Kept};
use devices::panel::within;
use devices::serial::{Line, Ports, Seen, System};

use super::Counter;

/// A system that does not list its ports holds nobody longer.
const PATIENCE: Duration = Duration::from_secs(2);
/// What serial lines run at.
const BAUDS: std::ops::RangeInclusive<u32> = 300..=3_000_000;

impl Counter {
    /// As set now, with what there is to choose from. Blocks for as long as the system lists its ports.
    #[must_use]
    pub fn settings(&self, desk: &Desk) -> DeviceSettingsView {
        let line: Line = self.kept.get("serial");
        let mut ports = seen();
        // One that is set and not plugged in must not vanish from its own list.
        if !line.port.is_empty() && ports.iter().all(|port| port.name != line.port) {
            ports.push(Seen {
                name: line.port.clone(),
                usb: line.usb.clone(),
                product: String::new(),
            });
        }
        let play = self.reader.playing();
        DeviceSettingsView {
            reader: self.place().address,
            face: self.face_place().address,
            baud: line.speed(),
            port: line.port,
            ports: ports.into_iter().map(port).collect(),
            practice: desk.is_practice().then(|| PracticeReaderView {
                citizen: play.citizen,
                citizens: holders(),
                trouble: play.trouble,
                troubles: troubles(),
            }),
            practice_face: desk.is_practice().then(|| PracticeFaceView {
                outcome: self.face.playing(),
                outcomes: outcomes(),
            }),
        }
    }

    /// Keeps other settings and works by them from now on.
    ///
    /// # Errors
    /// An address that is not on this machine, a speed that is none, the disk's: nothing is changed then.
    pub fn set(&self, desk: &Desk, set: &DeviceSettingsInput) -> Outcome<()> {
        let reader = address(&set.reader, || {
            let say = "读卡服务的地址要在本机，例如 http://localhost:8989，没有改动。请核对厂家服务程序里的端口；不确定就留空。";
            DeskFault::new("reader_address", say)
        })?;
        let face = address(&set.face, || {
            let say = "人脸比对服务的地址要在本机，例如 http://localhost:9300，没有改动。请核对厂家服务程序里的端口；没有设备就留空。";
            DeskFault::new("face_address", say)
        })?;
        if !BAUDS.contains(&set.baud) {
            let say = "波特率要在 300 到 3000000 之间，没有改动。请照扫码盒说明书填写，常见 9600 或 115200。";
            return Err(DeskFault::new("baud", say));
        }
        let port = set.port.trim();
        let usb = seen().into_iter().find(|seen| seen.name == port);
        let line = Line {
            port: port.to_owned(),
            usb: usb.map(|seen| seen.usb).unwrap_or_default(),
            baud: set.baud,
        };
        let before: (Line, Kept) = (self.kept.get("serial"), self.face_place());
        self.kept.put("reader", &reader).map_err(disk)?;
        self.kept.put("serial", &line).map_err(disk)?;
        self.kept.put("face", &face).map_err(disk)?;
        if before.0 != line {
            self.serial.set(&line);
        }
        if before.1 != face {
            self.face.set(desk, &face);
        }
        Ok(())
    }
}

/// A typed address of this machine, or none.
fn address(typed: &str, elsewhere: impl Fn() -> DeskFault) -> Outcome<Kept> {
    let typed = typed.trim();
    if !typed.is_empty() && Address::parse(typed).is_err() {
        return Err(elsewhere());
    }
    Ok(Kept {
        address: typed.to_owned(),
    })
}

fn seen() -> Vec<Seen> {
    within(PATIENCE, || System.list()).unwrap_or_default()
}

fn port(seen: Seen) -> PortView {
    let text = match seen.product.as_str() {
        "" => seen.name.clone(),
        product => format!("{}（{product}）", seen.name),
    };
    PortView {
        name: seen.name,
        text,
    }
}

fn disk(_error: std::io::Error) -> DeskFault {
    let say = "设备设置没有存下来。请检查数据文件夹的权限和磁盘空间后重试。";
    DeskFault::new("disk_failed", say)
}
