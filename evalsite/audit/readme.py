"""README.txt of the audit file: what is in it, and how to check it by hand with tools that are not ours."""

README = """云端测评 复核文件说明

这个压缩包让任何人不用服务器、不用数据库，就能核对一次测评：票箱里每张选票都有合法签章，没有多出、缺少或重复的选票，
封箱以后没有改动过。包里没有选票内容，也没有信封，看不出谁投了什么。

一、包里的文件

  manifest.json  测评清单：测评表、票种、发票数、各票种签章公钥、回执公钥。发布后一个字节也不能变。
  closing.json   封箱声明（statement）和它的签名（signature）：票箱的根值，各票种印制（含备用条）、签章、投入的张数，封箱日期。
  stamps.csv     票箱里每个信封一行：票种、信封的 SHA-256（digest）、签章（stamp）。按 leaf 排序，与投票先后无关。
  result.json    公布的结果（开箱以后才有）。
  paper.json     纸质票声明和它的签名（有人用纸质票时才有）：各票种发出、收回、有效、废票的张数，两名计票人和录入时间。
  outcome.json   结果声明和它的签名（开箱以后才有）：公布的数字的散列；确认以后还有确认日期和确认人。
  destruction.json  销毁记录和它的签名（选票销毁以后才有）：销毁的张数、全部 leaf 的散列、日期、经手人和同意的监票人。
  extensions.json 延期公告和各自的签名（截止时间延后过才有），按先后编号。
  README.txt     本说明。

二、用程序核对

  evalsite verify 文件.zip
  evalsite verify 文件.zip --receipt 回执码

三、手工核对

  符号：H 是 SHA-256；|| 是连接；b64 是不带等号的 base64url（RFC 4648 第 5 节）；
  lp(票种) 是票种编号的 UTF-8 字节数（两个字节，高位在前）后接这些字节。

  1. 校验码。manifest_hash = H(manifest.json 的全部字节)，例如 sha256sum manifest.json。取前 130 位，
     用 Crockford base32（0123456789ABCDEFGHJKMNPQRSTVWXYZ）写出来是 26 个字符，应与测评条和海报上的校验码相同。
  2. 封箱签名。statement 里的 manifest_hash 应与上一步相同。用 manifest.json 里的 receipt_key（Ed25519 公钥，RFC 8032）
     验证 signature，所签内容为 "evalsite-closing-v1" || 一个零字节 || H(statement)。
  3. 签章。对 stamps.csv 的每一行，所签内容为 "evalsite-stamp-v1" || 一个零字节 || manifest_hash || lp(票种) || digest。
     用 manifest.json 里该票种的公钥（key 的 n 和 e）按 RSASSA-PSS 验证 stamp：SHA-384，MGF1 用 SHA-384，盐长 0
     （RFC 8017、RFC 9474）。openssl 的参数是 rsa_padding_mode:pss、rsa_pss_saltlen:0、digest:sha384、rsa_mgf1_md:sha384。
  4. 叶子。每一行 leaf = H("evalsite-leaf-v1" || 一个零字节 || manifest_hash || lp(票种) || digest)。
     所有 leaf 应从小到大排列，没有重复。
  5. 根值。按 RFC 6962 第 2.1 节计算：叶子 H(0x00 || leaf)，结点 H(0x01 || 左 || 右)，空树 H("")。应与 statement 里的 root 相同。
  6. 张数。每个票种在 stamps.csv 里的行数应等于 statement 里的 dropped，并且 dropped ≤ stamped ≤ issued ≤ 清单里的发票数。
  7. 纸质票（有 paper.json 时）。用 receipt_key 验证它的 signature，所签内容为 "evalsite-paper-v1" || 一个零字节 || H(statement)。
     有效 = 收回 - 废票，废票 ≤ 收回 ≤ 发出，发出 + 签章 ≤ 封箱声明里的 issued，两名计票人不同；result.json 里的 paper 应与它相同。
  8. 回执。回执码是 leaf 前 60 位的 Crockford base32（12 个字符，四个一组）。在第 4 步的 leaf 里能找到，选票就在票箱里。
  9. 结果（有 outcome.json 时）。用 receipt_key 验证它的 signature，所签内容为 "evalsite-outcome-v1" || 一个零字节 || H(statement)。
     statement 里的 result 是数字部分的 SHA-256：从 result.json 去掉 comments、redacted、imported，去掉 writeins 每一项的 name
     （再按各项内容排序）和 withheld 里 path 以 /writeins/ 开头的项，写成键排序、无空白的 JSON。意见中的文字以后还可以隐去，数字不能再变。
  10. 销毁（有 destruction.json 时）。同样验证签名，前缀为 "evalsite-destruction-v1"。root 应与封箱声明相同；
      leaves 等于 H(全部 leaf 依次相连)；各票种 destroyed 等于封箱声明里的 dropped。
  11. 延期公告（有 extensions.json 时）。用 receipt_key 验证每一份的 signature，所签内容为
     "evalsite-extension-v1" || 一个零字节 || H(statement)。id 和 manifest_hash 应是这次测评的，number 从 1 起逐一加一，
     previous 是前一份 statement 的 H（第一份为空），before 是前一份的 closes（第一份是清单里的 closes），closes 晚于 before。
     封箱声明里的 extensions 应是最后一份 statement 的 H；没有延期的，封箱声明里没有这一项。

四、这些核对不能说明什么

  签章由组织者一方的签到册发出。核对能发现多塞、少数、改动选票，发现不了签到册给没有到场的测评码盖章：
  请把“签章”张数与实际到场、发出的测评条张数对照。选票的内容由开箱计票得出，重新开箱计票应得到同样的结果。
"""
