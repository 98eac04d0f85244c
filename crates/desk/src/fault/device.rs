//! What a device at the counter could not do.

use devices::face::FaceFault;
use devices::id_reader::ReadFault;
use devices::local::Garbled as G;

use super::DeskFault;

impl From<ReadFault> for DeskFault {
    fn from(fault: ReadFault) -> Self {
        let (code, say) = match fault {
            ReadFault::Absent => (
                "reader_absent",
                "没有找到身份证读卡服务，没有读卡。请启动读卡器厂家的服务程序后再按 Alt+R；也可以按 F2 手工登记，核对证件原件。",
            ),
            ReadFault::NotConnected => (
                "reader_not_connected",
                "读卡服务在，读卡器没有接上。请检查读卡器的数据线，插好后再按 Alt+R；也可以按 F2 手工登记。",
            ),
            ReadFault::Busy => (
                "reader_busy",
                "读卡器正被其他程序占用，等了几秒仍没有空。请关闭其他读卡的网页或程序后再按 Alt+R。",
            ),
            ReadFault::NoCard => (
                "reader_no_card",
                "没有等到卡。请把身份证平放在读卡器上不要移动，再按 Alt+R。",
            ),
            ReadFault::Unreadable => (
                "reader_unreadable",
                "这张卡没有读出来。请取下重放一次；仍读不出可能是卡已损坏，请按 F2 手工登记并核对原件。",
            ),
            ReadFault::OtherCard => (
                "reader_other_card",
                "这不是身份证件，没有登记。请换居民身份证、港澳台居民居住证或外国人永久居留身份证。",
            ),
            ReadFault::Slow => (
                "reader_slow",
                "读卡服务没有应答，已停止等待，没有读卡。请重新插拔读卡器或重启读卡服务后再按 Alt+R；也可以按 F2 手工登记。",
            ),
            ReadFault::Garbled(G::Page | G::Status) => (
                "reader_other_service",
                "这个端口上应答的不是读卡服务，没有读卡。请在“设备”里改正读卡服务的地址，或联系管理员。",
            ),
            ReadFault::Garbled(G::Half) => (
                "reader_cut_off",
                "读卡服务的应答中断了，没有登记。请不要移动卡，再按 Alt+R。",
            ),
            ReadFault::Garbled(G::Broken | G::TooLong | G::Fields) => (
                "reader_garbled",
                "读卡服务的应答看不懂，没有登记。请再读一次；仍不行请升级或重装读卡服务，或按 F2 手工登记。",
            ),
        };
        Self::new(code, say)
    }
}

impl From<FaceFault> for DeskFault {
    fn from(fault: FaceFault) -> Self {
        let (code, say) = match fault {
            FaceFault::Absent => (
                "face_absent",
                "没有找到人脸比对服务，没有比对。请启动设备厂家的服务程序后再试；也可以读身份证或人工核对，办件不受影响。",
            ),
            FaceFault::NotConnected => (
                "face_not_connected",
                "人脸比对服务在，设备没有接上，没有比对。请检查设备的数据线后再试；也可以读身份证或人工核对。",
            ),
            FaceFault::Busy => (
                "face_busy",
                "设备正在为别人比对，等了几秒仍没有空，没有比对。请稍后再试；也可以读身份证或人工核对。",
            ),
            FaceFault::Refused => (
                "face_refused",
                "办事人在设备上取消了比对，没有结果，也没有保存照片。请读身份证或人工核对，办件不受影响。",
            ),
            FaceFault::Slow => (
                "face_slow",
                "人脸比对服务没有应答，已停止等待，没有结果。请重新插拔设备或重启服务后再试；也可以读身份证或人工核对。",
            ),
            FaceFault::Garbled(G::Page | G::Status) => (
                "face_other_service",
                "这个端口上应答的不是人脸比对服务，没有比对。请在“设备”里改正服务地址，或联系管理员。",
            ),
            FaceFault::Garbled(G::Half) => (
                "face_cut_off",
                "人脸比对服务的应答中断了，没有结果。请再试一次；也可以读身份证或人工核对。",
            ),
            FaceFault::Garbled(G::Broken | G::TooLong | G::Fields) => (
                "face_garbled",
                "人脸比对服务的应答看不懂，没有记下任何结果。请升级或重装设备的服务程序；其间请读身份证或人工核对。",
            ),
            FaceFault::Another => (
                "face_another",
                "设备答的是另一次比对，可能是别人的，没有记下。请再试一次；总是这样请停用设备并联系管理员。",
            ),
        };
        Self::new(code, say)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// A code and a sentence of its own each, and the sentence says what to do.
    fn each_of_its_own<const N: usize>(faults: [DeskFault; N]) {
        let codes: BTreeSet<_> = faults.iter().map(|fault| &fault.code).collect();
        let said: BTreeSet<_> = faults.iter().map(|fault| &fault.say).collect();
        assert_eq!((codes.len(), said.len()), (N, N));
        for say in said {
            assert!(say.contains("请") && say.ends_with('。'), "{say}");
        }
    }

    #[test]
    fn s44_every_fault_of_the_reader_has_a_sentence_of_its_own_with_a_remedy() {
        let faults = [
            ReadFault::Absent,
            ReadFault::NotConnected,
            ReadFault::Busy,
            ReadFault::NoCard,
            ReadFault::Unreadable,
            ReadFault::OtherCard,
            ReadFault::Slow,
            ReadFault::Garbled(G::Page),
            ReadFault::Garbled(G::Half),
            ReadFault::Garbled(G::Fields),
        ];
        each_of_its_own(faults.map(DeskFault::from));
    }

    #[test]
    fn s44_every_fault_of_a_comparison_has_a_sentence_of_its_own_with_a_remedy() {
        let faults = [
            FaceFault::Absent,
            FaceFault::NotConnected,
            FaceFault::Busy,
            FaceFault::Refused,
            FaceFault::Slow,
            FaceFault::Garbled(G::Page),
            FaceFault::Garbled(G::Half),
            FaceFault::Garbled(G::Fields),
            FaceFault::Another,
        ];
        each_of_its_own(faults.map(DeskFault::from));
    }
}
