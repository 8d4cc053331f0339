<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en_US">
<context>
    <name>QHttpSocketEngine</name>
    <message>
        <source>Error parsing authentication request from proxy</source>
        <translation>无法解析代理的认证请求</translation>
    </message>
</context>
<context>
    <name>ksp::AccountButton</name>
    <message>
        <source>Not signed in</source>
        <translation>未登录</translation>
    </message>
    <message>
        <source>Signing in…</source>
        <translation>正在登录…</translation>
    </message>
    <message>
        <source>Key needed</source>
        <translation>需要密钥</translation>
    </message>
    <message>
        <source>Account: %1</source>
        <translation>账号：%1</translation>
    </message>
    <message>
        <source>Account: %1, %2</source>
        <comment>account, server</comment>
        <translation>账号：%1，%2</translation>
    </message>
    <message>
        <source>%1 — %2</source>
        <comment>account, server</comment>
        <translation>%1 — %2</translation>
    </message>
    <message>
        <source>&amp;Sign in…</source>
        <translation>登录(&amp;S)…</translation>
    </message>
    <message>
        <source>&amp;Add an account…</source>
        <translation>添加账号(&amp;A)…</translation>
    </message>
    <message>
        <source>Sign &amp;out…</source>
        <translation>退出登录(&amp;O)…</translation>
    </message>
    <message>
        <source>On this computer</source>
        <translation>本机</translation>
    </message>
</context>
<context>
    <name>ksp::AccountDetails</name>
    <message>
        <source>Other accounts</source>
        <translation>其他账号</translation>
    </message>
    <message>
        <source>&amp;Add an account…</source>
        <translation>添加账号(&amp;A)…</translation>
    </message>
    <message>
        <source>User ID:</source>
        <translation>用户 ID：</translation>
    </message>
    <message>
        <source>Server:</source>
        <translation>服务器：</translation>
    </message>
    <message>
        <source>Beta repository:</source>
        <translation>测试仓库：</translation>
    </message>
    <message>
        <source>&amp;New API key of the same user</source>
        <translation>同一用户的新 API 密钥(&amp;N)</translation>
    </message>
    <message>
        <source>none known</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>Sign out of practice? The practice Cloud keeps what you sent to it, for the next time.</source>
        <translation>要退出练习吗？您发送到练习云的内容会保留到下次使用。</translation>
    </message>
    <message>
        <source>Sign out? The account and its key are taken off this computer. The history of what was published stays.</source>
        <translation>要退出登录吗？账号及其密钥将从本机移除，发布历史会保留。</translation>
    </message>
    <message>
        <source>Signed in as %1, user %2, at %3</source>
        <comment>account, user ID, server</comment>
        <translation>已登录为 %1，用户 %2，服务器 %3</translation>
    </message>
    <message>
        <source>Change to %1 at %2</source>
        <comment>account, server</comment>
        <translation>切换到 %2 上的 %1</translation>
    </message>
    <message>
        <source>Co&amp;mpany&apos;s certificates:</source>
        <translation>公司证书(&amp;M)：</translation>
    </message>
    <message>
        <source>Replace &amp;key…</source>
        <translation>更换密钥(&amp;K)…</translation>
    </message>
    <message>
        <source>Sign ou&amp;t…</source>
        <translation>退出登录(&amp;T)…</translation>
    </message>
    <message>
        <source>Use this ke&amp;y</source>
        <translation>使用该密钥(&amp;Y)</translation>
    </message>
    <message>
        <source>Kee&amp;p the old one</source>
        <translation>保留原密钥(&amp;P)</translation>
    </message>
    <message>
        <source>Sta&amp;y signed in</source>
        <translation>保持登录(&amp;Y)</translation>
    </message>
    <message>
        <source>Sign ou&amp;t</source>
        <translation>退出登录(&amp;T)</translation>
    </message>
</context>
<context>
    <name>ksp::AccountForm</name>
    <message>
        <source>API &amp;key</source>
        <translation>API 密钥(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;Advanced</source>
        <translation>高级(&amp;A)</translation>
    </message>
    <message>
        <source>Enter your API key.</source>
        <translation>请输入您的 API 密钥。</translation>
    </message>
    <message>
        <source>Say that the key may be sent unencrypted, or use another server.</source>
        <translation>请确认可以不加密发送密钥，或使用其他服务器。</translation>
    </message>
    <message>
        <source>Certificate file of your co&amp;mpany (PEM)</source>
        <translation>公司的证书文件（PEM）(&amp;M)</translation>
    </message>
    <message>
        <source>Shows the server that is signed in to, and the certificate file.</source>
        <translation>显示要登录的服务器和证书文件。</translation>
    </message>
</context>
<context>
    <name>ksp::AccountPage</name>
    <message>
        <source>&amp;Cancel</source>
        <translation>取消(&amp;C)</translation>
    </message>
    <message numerus="yes">
        <source>The server asks to wait. It is asked again in %n second(s)…</source>
        <translation>
            <numerusform>服务器要求等待，%n 秒后重试…</numerusform>
        </translation>
    </message>
    <message>
        <source>Signing in</source>
        <translation>正在登录</translation>
    </message>
    <message>
        <source>Who publishes?</source>
        <translation>由谁发布？</translation>
    </message>
    <message>
        <source>Add an account</source>
        <translation>添加账号</translation>
    </message>
    <message>
        <source>You are signed in</source>
        <translation>您已登录</translation>
    </message>
    <message>
        <source>Sign &amp;in</source>
        <translation>登录(&amp;I)</translation>
    </message>
    <message>
        <source>This account needs its key: enter it above, or change to another account.</source>
        <translation>此账号需要密钥：请在上方输入，或切换到其他账号。</translation>
    </message>
    <message>
        <source>The sign-in is under way.</source>
        <translation>正在登录。</translation>
    </message>
    <message>
        <source>Signed in as %1.</source>
        <translation>已登录为 %1。</translation>
    </message>
    <message>
        <source>Starting the practice Cloud…</source>
        <translation>正在启动练习云…</translation>
    </message>
    <message>
        <source>Signing in as %1…</source>
        <translation>正在登录 %1…</translation>
    </message>
    <message>
        <source>Checking the key…</source>
        <translation>正在检查密钥…</translation>
    </message>
    <message>
        <source>A key is needed</source>
        <translation>需要密钥</translation>
    </message>
    <message>
        <source>Choose a certificate file…</source>
        <translation>选择证书文件…</translation>
    </message>
    <message numerus="yes">
        <source>No answer came from the server. It is asked again in %n second(s)…</source>
        <translation>
            <numerusform>服务器没有应答，%n 秒后再次询问…</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ksp::AccountSteps</name>
    <message>
        <source>Where the key comes from</source>
        <translation>如何获取密钥</translation>
    </message>
    <message>
        <source>&lt;a href=&quot;%1&quot;&gt;Register&lt;/a&gt; at the KubeSphere Cloud.</source>
        <translation>在 KubeSphere Cloud &lt;a href=&quot;%1&quot;&gt;注册&lt;/a&gt;。</translation>
    </message>
    <message>
        <source>&lt;a href=&quot;%1&quot;&gt;Become a partner&lt;/a&gt; of the marketplace: sign the agreement.</source>
        <translation>&lt;a href=&quot;%1&quot;&gt;成为扩展市场的合作伙伴&lt;/a&gt;：签署协议。</translation>
    </message>
    <message>
        <source>&lt;a href=&quot;%1&quot;&gt;Create an access token&lt;/a&gt;: Security → Create Access Token → tick &lt;b&gt;Extension&lt;/b&gt; → Create.</source>
        <translation>&lt;a href=&quot;%1&quot;&gt;创建访问令牌&lt;/a&gt;：安全 → 创建令牌 → 勾选&lt;b&gt;扩展组件&lt;/b&gt; → 创建。</translation>
    </message>
    <message>
        <source>The &lt;a href=&quot;%1&quot;&gt;documentation&lt;/a&gt; shows each step.</source>
        <translation>&lt;a href=&quot;%1&quot;&gt;文档&lt;/a&gt;中有每一步的说明。</translation>
    </message>
    <message>
        <source>No browser could be opened. The address is %1</source>
        <translation>无法打开浏览器。网址是 %1</translation>
    </message>
</context>
<context>
    <name>ksp::AccountStore</name>
    <message>
        <source>The list of accounts in %1 cannot be read. Mend or remove the file.</source>
        <translation>无法读取 %1 中的账号列表。请修复或删除该文件。</translation>
    </message>
    <message>
        <source>The list of accounts in %1 cannot be written. Check the folder&apos;s permissions and the free space on the disk.</source>
        <translation>无法写入 %1 中的账号列表。请检查文件夹的权限和磁盘的可用空间。</translation>
    </message>
    <message>
        <source>An account needs a name and a server. Give both.</source>
        <translation>账号需要名称和服务器。请两项都填写。</translation>
    </message>
    <message>
        <source>There is no account called “%1”.</source>
        <translation>没有名为“%1”的账号。</translation>
    </message>
</context>
<context>
    <name>ksp::AccountTexts</name>
    <message>
        <source>Practice Cloud on this computer</source>
        <translation>本机上的练习云</translation>
    </message>
</context>
<context>
    <name>ksp::ApiKey</name>
    <message>
        <source>The API key is empty. Enter the access token that you created.</source>
        <translation>API 密钥为空。请输入您创建的 API 密钥（访问令牌）。</translation>
    </message>
    <message>
        <source>This is not an API key: it contains spaces, line ends or characters that no key has, or is too long. Copy the access token again.</source>
        <translation>这不是 API 密钥：它包含密钥中不会出现的空格、换行符或其他字符，或者过长。请重新复制 API 密钥。</translation>
    </message>
    <message>
        <source>This is not an API key: it is not of the form %1. Enter the access token alone, without quotes and as it was shown.</source>
        <translation>这不是 API 密钥：它不符合 %1 的格式。请只输入访问令牌本身，不带引号，与显示的一致。</translation>
    </message>
</context>
<context>
    <name>ksp::BetaCheck</name>
    <message>
        <source>The index that was just loaded cannot be read. Try again.</source>
        <translation>无法读取刚下载的索引。请重试。</translation>
    </message>
    <message>
        <source>The index of %1</source>
        <translation>%1 的索引</translation>
    </message>
    <message>
        <source>The beta repository&apos;s address is missing or cannot be used. Enter one such as https://charts.example.com/beta.</source>
        <translation>Beta 仓库的地址缺失或不可用。请输入类似 https://charts.example.com/beta 的地址。</translation>
    </message>
    <message>
        <source>Looking into the beta repository was stopped.</source>
        <translation>已停止查询 Beta 仓库。</translation>
    </message>
    <message>
        <source>The index names no address for the package that could be used.</source>
        <translation>索引中没有可用的包地址。</translation>
    </message>
    <message>
        <source>Downloading the package from the beta repository</source>
        <translation>从 Beta 仓库下载包</translation>
    </message>
</context>
<context>
    <name>ksp::BetaSection</name>
    <message>
        <source>not yet</source>
        <comment>in the beta repository</comment>
        <translation>尚未出现</translation>
    </message>
    <message>
        <source>same bytes</source>
        <comment>in the beta repository</comment>
        <translation>内容一致</translation>
    </message>
    <message>
        <source>in the index</source>
        <comment>in the beta repository</comment>
        <translation>已在索引中</translation>
    </message>
    <message>
        <source>differs</source>
        <comment>in the beta repository</comment>
        <translation>内容不同</translation>
    </message>
    <message>
        <source>broken</source>
        <comment>in the beta repository</comment>
        <translation>已损坏</translation>
    </message>
    <message>
        <source>Ch&amp;eck now</source>
        <translation>立即检查(&amp;E)</translation>
    </message>
    <message>
        <source>S&amp;top</source>
        <translation>停止(&amp;T)</translation>
    </message>
    <message>
        <source>Looking into the beta repository…</source>
        <translation>正在查询 Beta 仓库…</translation>
    </message>
    <message>
        <source>Files that differ</source>
        <translation>不同的文件</translation>
    </message>
    <message>
        <source>Find it with &amp;helm:</source>
        <translation>用 helm 查找(&amp;H)：</translation>
    </message>
    <message>
        <source>Commands for helm</source>
        <translation>helm 命令</translation>
    </message>
    <message>
        <source>C&amp;opy</source>
        <translation>复制(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Add to my Helm configuration…</source>
        <translation>添加到我的 Helm 配置(&amp;A)…</translation>
    </message>
    <message>
        <source>Change a&amp;ddress…</source>
        <translation>更改地址(&amp;D)…</translation>
    </message>
    <message>
        <source>A&amp;ddress of the repository:</source>
        <translation>仓库地址(&amp;D)：</translation>
    </message>
    <message>
        <source>&amp;Use</source>
        <translation>使用(&amp;U)</translation>
    </message>
    <message>
        <source>The commands were copied.</source>
        <translation>已复制命令。</translation>
    </message>
    <message>
        <source>Show the f&amp;iles</source>
        <translation>显示文件(&amp;I)</translation>
    </message>
    <message>
        <source>Copy the commands</source>
        <translation>复制命令</translation>
    </message>
    <message>
        <source>Select a version to look for it in the beta repository.</source>
        <translation>选择一个版本，即可在 Beta 仓库中查找。</translation>
    </message>
    <message>
        <source>A submitted version appears in a Helm repository. Its address is not known for this account&apos;s server.</source>
        <translation>提交的版本会出现在一个 Helm 仓库中。此账号所在服务器的仓库地址未知。</translation>
    </message>
    <message>
        <source>Version %1 in %2</source>
        <comment>version, address</comment>
        <translation>版本 %1，位于 %2</translation>
    </message>
    <message>
        <source>Please wait until the last command is done.</source>
        <translation>请等待上一项操作完成。</translation>
    </message>
    <message>
        <source>Chart version %1, app version %2: %3</source>
        <translation>Chart 版本 %1，应用版本 %2：%3</translation>
    </message>
    <message>
        <source>Add the repository as %1 to %2, and its index to %3? Nothing else is changed.</source>
        <translation>是否将仓库以 %1 为名添加到 %2，并将其索引添加到 %3？不会更改其他内容。</translation>
    </message>
    <message>
        <source>&amp;Yes, add</source>
        <translation>是，添加(&amp;Y)</translation>
    </message>
    <message>
        <source>Helm knows the repository now, as %1.</source>
        <translation>Helm 现在可以使用该仓库，名称为 %1。</translation>
    </message>
</context>
<context>
    <name>ksp::BetaTexts</name>
    <message>
        <source>%1 is not in the beta repository yet.</source>
        <translation>%1 尚未出现在 Beta 仓库中。</translation>
    </message>
    <message>
        <source>Version %1 of %2 is not in the beta repository yet. It has %3.</source>
        <translation>%2 的版本 %1 尚未出现在 Beta 仓库中。仓库中有 %3。</translation>
    </message>
    <message>
        <source>It is in the beta repository, byte for byte as it was sent.</source>
        <translation>已在 Beta 仓库中，与发送的内容逐字节一致。</translation>
    </message>
    <message>
        <source>It is in the beta repository, and its digest is right. It was not compared, since this program does not know what was sent.</source>
        <translation>已在 Beta 仓库中，摘要正确。由于本程序不知道发送了什么，未进行比较。</translation>
    </message>
    <message>
        <source>It is in the beta repository&apos;s index, but its package cannot be had. %1</source>
        <translation>已在 Beta 仓库的索引中，但无法获取其包。%1</translation>
    </message>
    <message>
        <source>It is in the beta repository&apos;s index, but its package has another digest than the index says. Tell those who run the repository.</source>
        <translation>已在 Beta 仓库的索引中，但包的摘要与索引不符。请告知仓库的维护者。</translation>
    </message>
    <message>
        <source>It is in the beta repository with other bytes than were sent. They cannot be compared. %1</source>
        <translation>已在 Beta 仓库中，但与发送的内容不同，且无法比较。%1</translation>
    </message>
    <message>
        <source>It is in the beta repository with other bytes than were sent. The files cannot be compared, since the package that was sent is not kept any more.</source>
        <translation>已在 Beta 仓库中，但与发送的内容不同。由于发送的包已不再保留，无法比较文件。</translation>
    </message>
    <message>
        <source>It is in the beta repository with the files that were sent, but packed another way.</source>
        <translation>已在 Beta 仓库中，文件与发送的一致，只是打包方式不同。</translation>
    </message>
    <message numerus="yes">
        <source>It is in the beta repository, but %n file(s) differ from what was sent.</source>
        <translation>
            <numerusform>已在 Beta 仓库中，但有 %n 个文件与发送的不同。</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: only in what was sent (%2 bytes)</source>
        <translation>%1：仅在发送的包中（%2 字节）</translation>
    </message>
    <message>
        <source>%1: only in the repository (%2 bytes)</source>
        <translation>%1：仅在仓库中（%2 字节）</translation>
    </message>
    <message>
        <source>%1: %2 bytes were sent, the repository has %3 others</source>
        <translation>%1：发送了 %2 字节，仓库中为不同的 %3 字节</translation>
    </message>
</context>
<context>
    <name>ksp::BetaVerb</name>
    <message>
        <source>No beta repository is known for this server. Name it with --repo URL.</source>
        <translation>此服务器的 Beta 仓库未知。请用 --repo URL 指定。</translation>
    </message>
</context>
<context>
    <name>ksp::CaFile</name>
    <message>
        <source>The file of the certificate authority, %1, cannot be read. Check its path and its permissions.</source>
        <translation>无法读取证书颁发机构文件 %1。请检查其路径和权限。</translation>
    </message>
    <message>
        <source>The file of the certificate authority, %1, holds no certificate in PEM form (BEGIN CERTIFICATE). Ask your administrator for such a file.</source>
        <translation>证书颁发机构文件 %1 中没有 PEM 格式的证书（BEGIN CERTIFICATE）。请向管理员索取这样的文件。</translation>
    </message>
    <message>
        <source>The certificates in %1 are valid from %2 on only. Check the clock of this computer.</source>
        <translation>%1 中的证书从 %2 起才有效。请检查本机的时钟。</translation>
    </message>
    <message>
        <source>The certificates in %1 have expired, the last of them on %2. Ask your administrator for a newer file.</source>
        <translation>%1 中的证书均已过期，最后一个于 %2 过期。请向管理员索取新的文件。</translation>
    </message>
</context>
<context>
    <name>ksp::CaFileField</name>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>Choose the certificate file of your company</source>
        <translation>选择公司的证书文件</translation>
    </message>
    <message>
        <source>A PEM file. Only needed where your company has a certificate authority of its own.</source>
        <translation>PEM 文件。仅当贵公司有自己的证书颁发机构时才需要。</translation>
    </message>
    <message>
        <source>Use no certificate file of your company</source>
        <translation>不使用公司的证书文件</translation>
    </message>
    <message>
        <source>Certificates (%1)</source>
        <translation>证书 (%1)</translation>
    </message>
    <message>
        <source>All files (%1)</source>
        <translation>所有文件 (%1)</translation>
    </message>
    <message>
        <source>No certificate file is used beside this computer&apos;s own.</source>
        <translation>除本机自带的证书外，不使用其他证书文件。</translation>
    </message>
    <message>
        <source>The certificates in %1 are trusted from now on.</source>
        <translation>从现在起信任 %1 中的证书。</translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>%1 (from SSL_CERT_FILE)</source>
        <comment>a path</comment>
        <translation>%1（来自 SSL_CERT_FILE）</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>清空</translation>
    </message>
</context>
<context>
    <name>ksp::CardsSection</name>
    <message>
        <source>Card in Chinese</source>
        <translation>中文卡片</translation>
    </message>
    <message>
        <source>Card in English</source>
        <translation>英文卡片</translation>
    </message>
    <message>
        <source>This is how the console of KubeSphere 4.1 shows the extension. Customers get the card of their language, and English where theirs is missing.</source>
        <translation>KubeSphere 4.1 控制台就是这样展示该扩展组件的。客户看到的是自己语言的卡片；缺少该语言时显示英文。</translation>
    </message>
    <message>
        <source>%1 has no text for “%2”: the English one is shown.</source>
        <translation>%1 没有“%2”文本：将显示英文。</translation>
    </message>
    <message>
        <source>%1 has no text for “%2”: the package&apos;s name is shown.</source>
        <translation>%1 没有“%2”文本：将显示包名。</translation>
    </message>
    <message>
        <source>%1 has no text for “%2”: nothing is shown.</source>
        <translation>%1 没有“%2”文本：将不显示任何内容。</translation>
    </message>
    <message>
        <source>The end of %1 is not seen on the card. Shorten it.</source>
        <translation>卡片上看不到 %1 的结尾。请缩短。</translation>
    </message>
    <message>
        <source>Never shown, since the console looks for “zh” and “en” only: %1.</source>
        <translation>控制台只查找“zh”和“en”，以下语言永远不会显示：%1。</translation>
    </message>
</context>
<context>
    <name>ksp::ChangesSection</name>
    <message>
        <source>The extension.yaml goes into the package as it is.</source>
        <translation>extension.yaml 原样放入包。</translation>
    </message>
    <message>
        <source>There is no package while the chart has errors.</source>
        <translation>Chart 有错误时无法生成包。</translation>
    </message>
    <message>
        <source>The extension.yaml in the package names the images by their addresses. “…” stands for what the server decides when it gets them. Everything else stays as you wrote it.</source>
        <translation>包中的 extension.yaml 使用图片的地址。“…”代表服务器收到图片后才确定的部分。其他内容保持原样。</translation>
    </message>
    <message>
        <source>The extension.yaml in the package is changed so that clusters can read it.</source>
        <translation>包中的 extension.yaml 有改动，以便集群能够读取。</translation>
    </message>
</context>
<context>
    <name>ksp::Chart</name>
    <message>
        <source>%1 is empty.</source>
        <translation>%1 是空的。</translation>
    </message>
    <message>
        <source>%1 is an image.</source>
        <translation>%1 是一张图片。</translation>
    </message>
    <message>
        <source>%1 is a ZIP archive.</source>
        <translation>%1 是 ZIP 压缩包。</translation>
    </message>
    <message>
        <source>%1 is an archive, but not compressed with gzip.</source>
        <translation>%1 是压缩包，但不是用 gzip 压缩的。</translation>
    </message>
    <message>
        <source>%1 is a tar archive that is not compressed with gzip.</source>
        <translation>%1 是未用 gzip 压缩的 tar 归档。</translation>
    </message>
    <message>
        <source>%1 is a PDF document.</source>
        <translation>%1 是 PDF 文档。</translation>
    </message>
    <message>
        <source>%1 is a single YAML file.</source>
        <translation>%1 只是单个 YAML 文件。</translation>
    </message>
    <message>
        <source>%1 is not a packed chart.</source>
        <translation>%1 不是打包好的 Chart。</translation>
    </message>
    <message>
        <source>Expected is an extension: its folder, or its package (.tgz) as “package” and Helm make it.</source>
        <translation>这里需要一个扩展组件：它的文件夹，或由“package”命令或 Helm 生成的包（.tgz）。</translation>
    </message>
    <message>
        <source>An extension has an extension.yaml at its root.</source>
        <translation>扩展组件的根目录下有 extension.yaml。</translation>
    </message>
    <message>
        <source>%1 is a plain Helm chart without extension.yaml.</source>
        <translation>%1 是普通的 Helm Chart，没有 extension.yaml。</translation>
    </message>
    <message>
        <source>%1 has no extension.yaml at its root, but %2 lies in it. Choose that folder.</source>
        <translation>%1 的根目录下没有 extension.yaml，但 %2 中有。请选择那个文件夹。</translation>
    </message>
    <message>
        <source>%1: rename %2 to extension.yaml.</source>
        <translation>%1：请将 %2 重命名为 extension.yaml。</translation>
    </message>
    <message>
        <source>%1 is not an extension.</source>
        <translation>%1 不是扩展组件。</translation>
    </message>
    <message>
        <source>There is no file or folder “%1”. Check the path; expected is an extension&apos;s folder or package (.tgz).</source>
        <translation>文件或文件夹“%1”不存在。请检查路径；这里需要扩展组件的文件夹或包（.tgz）。</translation>
    </message>
    <message>
        <source>%1 is neither a file nor a folder. Choose an extension&apos;s folder or package (.tgz).</source>
        <translation>%1 既不是文件也不是文件夹。请选择扩展组件的文件夹或包（.tgz）。</translation>
    </message>
    <message>
        <source>%1: .helmignore leaves extension.yaml out. Remove that rule. (One that begins with “!” leaves out everything that it does not name.)</source>
        <translation>%1：.helmignore 排除了 extension.yaml。请删除这条规则。（以“!”开头的规则会排除它未指明的所有文件。）</translation>
    </message>
    <message>
        <source>There is no file or folder “%1” any more.</source>
        <translation>文件或文件夹“%1”已不存在。</translation>
    </message>
    <message>
        <source>%1 is a symbolic link to %2 outside of the chart, and would be uploaded as an image. Put the image itself in its place.</source>
        <translation>%1 是指向 Chart 之外 %2 的符号链接，会作为图片上传。请用图片本身替换它。</translation>
    </message>
    <message>
        <source>%1 is a symbolic link to %2 outside of the chart. What it leads to goes into the package.</source>
        <translation>%1 是指向 Chart 之外 %2 的符号链接，它指向的内容会放入包中。</translation>
    </message>
    <message>
        <source>%1 has no extension.yaml at its root, but %2 lies in it, too deep. Pack that folder itself (%3).</source>
        <translation>%1 的根目录没有 extension.yaml，但其中有 %2，层级过深。请直接打包该文件夹（%3）。</translation>
    </message>
    <message>
        <source>%1 is not the file itself but a pointer to it by Git LFS. Run “git lfs pull” to fetch the file.</source>
        <translation>%1 不是文件本身，而是 Git LFS 的指针。请运行“git lfs pull”获取该文件。</translation>
    </message>
    <message>
        <source>%1 is a web page, perhaps one that was saved in place of the download.</source>
        <translation>%1 是网页，可能是下载时误存的页面。</translation>
    </message>
    <message>
        <source>Helm refuses the chart for it: what lies in charts/ as .tgz has to be a packed chart.</source>
        <translation>Helm 会因此拒绝该 Chart：charts/ 中的 .tgz 必须是打包好的 Chart。</translation>
    </message>
    <message>
        <source>Reading %1 was cancelled.</source>
        <translation>已取消读取 %1。</translation>
    </message>
    <message>
        <source>This is an earlier package of the extension. It is left out; delete it, or move it out of the chart.</source>
        <translation>这是该扩展组件之前的包，已排除。请删除它，或将它移出 Chart。</translation>
    </message>
</context>
<context>
    <name>ksp::ChartArchive</name>
    <message>
        <source>The archive holds the absolute path “%1”, which Helm refuses. Pack the chart&apos;s folder anew.</source>
        <translation>压缩包中含有绝对路径“%1”，Helm 会拒绝。请重新打包 Chart 的文件夹。</translation>
    </message>
    <message>
        <source>The archive holds “%1” outside of a top folder. Pack the chart&apos;s folder itself, not the files in it.</source>
        <translation>压缩包中的“%1”不在顶层文件夹内。请打包 Chart 文件夹本身，而不是其中的文件。</translation>
    </message>
    <message>
        <source>The archive holds “%1”, which leads out of the chart. Helm refuses such names; pack the chart anew.</source>
        <translation>压缩包中的“%1”指向 Chart 之外。Helm 会拒绝这样的名称；请重新打包 Chart。</translation>
    </message>
    <message>
        <source>The archive holds “%1” with a drive letter, which Helm refuses. Pack the chart anew.</source>
        <translation>压缩包中的“%1”带有盘符，Helm 会拒绝。请重新打包 Chart。</translation>
    </message>
    <message>
        <source>%1 is an archive without files. Choose a packed chart.</source>
        <translation>%1 是不含任何文件的压缩包。请选择打包好的 Chart。</translation>
    </message>
    <message>
        <source>Reading %1 was cancelled.</source>
        <translation>已取消读取 %1。</translation>
    </message>
    <message>
        <source>%1 is gzip-compressed, but no tar archive. Choose a packed chart.</source>
        <translation>%1 是 gzip 压缩文件，但其中不是 tar 归档。请选择打包好的 Chart。</translation>
    </message>
    <message>
        <source>%1 is cut short or damaged: it cannot be unpacked to the end. Pack or download it again.</source>
        <translation>%1 不完整或已损坏：无法完全解压。请重新打包或下载。</translation>
    </message>
    <message>
        <source>%1 unpacks to more than %2, the most that Helm takes for a chart. Take large files out of it.</source>
        <translation>%1 解压后超过 %2，这是 Helm 对 Chart 的上限。请移除其中的大文件。</translation>
    </message>
    <message>
        <source>%1 holds the symbolic link “%2”, which Helm would unpack as an empty file. Put the file itself in its place.</source>
        <translation>%1 中含有符号链接“%2”，Helm 会把它解压成空文件。请用文件本身替换它。</translation>
    </message>
    <message>
        <source>%1 holds “%2”, which is not a regular file but a device, pipe or socket. Take it out of the chart.</source>
        <translation>%1 中的“%2”不是普通文件，而是设备、管道或套接字。请将它从 Chart 中移除。</translation>
    </message>
    <message>
        <source>%1 holds the link “%2” to a file that is not in it. Put the file itself in its place.</source>
        <translation>%1 中的链接“%2”指向不在其中的文件。请用文件本身替换它。</translation>
    </message>
    <message>
        <source>%1 in %2 has %3 bytes. Helm takes files of at most %4; make it smaller or take it out.</source>
        <translation>%2 中的 %1 有 %3 字节。Helm 只接受不超过 %4 的文件；请减小或移除该文件。</translation>
    </message>
    <message>
        <source>The archive holds %1 more than once; the last one counts.</source>
        <translation>压缩包中多次出现 %1；以最后一个为准。</translation>
    </message>
    <message>
        <source>%1 holds the file “%2”, whose name is not UTF-8. Rename the file and pack the chart again.</source>
        <translation>%1 中的文件“%2”名称不是 UTF-8 编码。请重命名该文件并重新打包 Chart。</translation>
    </message>
    <message>
        <source>“%1…” lies more than %2 folders deep. Take it out of the chart.</source>
        <translation>“%1…”的目录层级超过 %2 层。请将它移出 Chart。</translation>
    </message>
    <message>
        <source>The name of “%1…” has more than %2 bytes. Make it shorter.</source>
        <translation>“%1…”的名称超过 %2 字节。请缩短名称。</translation>
    </message>
    <message>
        <source>%1 holds too many files and folders: more than %2. Take some out of it.</source>
        <translation>%1 中的文件和文件夹过多，超过 %2 个。请移出一部分。</translation>
    </message>
    <message>
        <source>The path “%1…” has more than %2 bytes, which not every system can unpack. Give its folders shorter names.</source>
        <translation>路径“%1…”超过 %2 字节，并非所有系统都能解压。请缩短其文件夹名称。</translation>
    </message>
</context>
<context>
    <name>ksp::ChartChecks</name>
    <message>
        <source>The name “%1” must consist of at most 63 lower-case letters, digits, hyphens and dots, and begin and end with a letter or digit.</source>
        <translation>名称“%1”最多 63 个字符，只能包含小写字母、数字、连字符和点，并且必须以字母或数字开头和结尾。</translation>
    </message>
    <message>
        <source>The name has %1 characters; Helm&apos;s release names allow %2. The extension may not install.</source>
        <translation>名称有 %1 个字符；Helm 的 release 名称最多允许 %2 个。该扩展组件可能无法安装。</translation>
    </message>
    <message>
        <source>The documentation asks for names of at most 32 characters.</source>
        <translation>文档要求名称最多 32 个字符。</translation>
    </message>
    <message>
        <source>A name with dots cannot become a namespace. Set “namespace”, or use hyphens.</source>
        <translation>带有点的名称不能用作命名空间。请设置“namespace”，或改用连字符。</translation>
    </message>
    <message>
        <source>The version “%1” must have three parts, such as 1.0.0 or 1.2.0-rc.1 (SemVer 2).</source>
        <translation>版本“%1”必须由三段组成，例如 1.0.0 或 1.2.0-rc.1（SemVer 2）。</translation>
    </message>
    <message>
        <source>Clusters silently skip the version “%1”: it may hold only lower-case letters, digits, dots and hyphens, 63 at most, and no “+”.</source>
        <translation>集群会直接跳过版本“%1”而不作提示：它只能包含小写字母、数字、点和连字符，最多 63 个字符，并且不能包含“+”。</translation>
    </message>
    <message>
        <source>Clusters are going to refuse versions of more than 32 characters.</source>
        <translation>集群今后将拒绝超过 32 个字符的版本。</translation>
    </message>
    <message>
        <source>“%1” under %2 is not a language code. Use the two letters of ISO 639-1, such as en or zh.</source>
        <translation>%2 下的“%1”不是语言代码。请使用 ISO 639-1 的两字母代码，例如 en 或 zh。</translation>
    </message>
    <message>
        <source>%1 has no text for the language “%2”, which others have. Add it.</source>
        <translation>%1 没有语言“%2”的文本，而其他项有。请补充。</translation>
    </message>
    <message>
        <source>%1 has no English text (en), which is the default language.</source>
        <translation>%1 没有英文文本（en），而英文是默认语言。</translation>
    </message>
    <message>
        <source>The category “%1” may hold only letters, digits, “-”, “_” and “.”, 63 at most. Choose one of: %2.</source>
        <translation>类别“%1”只能包含字母、数字、“-”、“_”和“.”，最多 63 个字符。请从以下类别中选择：%2。</translation>
    </message>
    <message>
        <source>The marketplace does not know the category “%1”; the extension is listed without one. It knows: %2.</source>
        <translation>扩展市场没有类别“%1”；该扩展组件将不属于任何类别。已有的类别：%2。</translation>
    </message>
    <message>
        <source>installationMode is “%1”, but must be HostOnly or Multicluster; clusters stop reading the whole repository otherwise.</source>
        <translation>installationMode 为“%1”，但只能是 HostOnly 或 Multicluster；否则集群将停止读取整个仓库。</translation>
    </message>
    <message>
        <source>“%1” is not a valid name of an annotation. Rename it.</source>
        <translation>“%1”不是有效的注解名称。请重命名。</translation>
    </message>
    <message>
        <source>The annotations take more than 256 KiB together. Shorten them.</source>
        <translation>所有注解合计超过 256 KiB。请缩短。</translation>
    </message>
    <message>
        <source>A dependency has no name. Add the name of its sub-chart.</source>
        <translation>有一个依赖没有名称。请填写其子 Chart 的名称。</translation>
    </message>
    <message>
        <source>More than one dependency is called “%1”, which Helm refuses. Rename one.</source>
        <translation>有多个依赖名为“%1”，Helm 会拒绝。请重命名其中一个。</translation>
    </message>
    <message>
        <source>The alias “%1” may hold only letters, digits, “-” and “_”.</source>
        <translation>别名“%1”只能包含字母、数字、“-”和“_”。</translation>
    </message>
    <message>
        <source>%1 is left out: the dependencies of an extension stand in extension.yaml.</source>
        <translation>已排除 %1：扩展组件的依赖应写在 extension.yaml 中。</translation>
    </message>
    <message>
        <source>Chart.yaml is replaced by one that is made from extension.yaml.</source>
        <translation>Chart.yaml 会被根据 extension.yaml 生成的文件替换。</translation>
    </message>
    <message>
        <source>staticFileDirectory “%1” would remove the whole chart or lead out of it. Name a folder in the chart.</source>
        <translation>staticFileDirectory 的值“%1”会移除整个 Chart，或指向 Chart 之外。请填写 Chart 中的某个文件夹。</translation>
    </message>
    <message>
        <source>What stands behind this “---” is never read. Remove it.</source>
        <translation>这个“---”之后的内容不会被读取。请将其删除。</translation>
    </message>
    <message>
        <source>%1 is empty. Remove the entry or name a file.</source>
        <translation>%1 为空。请删除该项，或填写文件名。</translation>
    </message>
    <message>
        <source>%1 is a data: URL, which the console never shows. Name a file instead.</source>
        <translation>%1 是 data: URL，控制台不会显示它。请改填文件名。</translation>
    </message>
    <message>
        <source>%1 names “%2”, which lies outside of the chart. Put the file into the chart.</source>
        <translation>%1 指定了“%2”，但它位于 Chart 之外。请将文件放入 Chart。</translation>
    </message>
    <message>
        <source>%1 names “%2”, but the chart has no such file.</source>
        <translation>%1 指定了“%2”，但 Chart 中没有该文件。</translation>
    </message>
    <message>
        <source>%1 names “%2”, but that file is empty. Put the image there.</source>
        <translation>%1 指定了“%2”，但该文件是空的。请在此放入图片。</translation>
    </message>
    <message>
        <source>Did you mean “%1”?</source>
        <translation>您是不是要找“%1”？</translation>
    </message>
    <message>
        <source>Add the file or correct the path.</source>
        <translation>请添加该文件，或更正路径。</translation>
    </message>
    <message>
        <source>icon or screenshots come through a merge key (&lt;&lt;), where they cannot be replaced by URLs. Write them out.</source>
        <translation>图标或截图来自合并键（&lt;&lt;），无法在那里替换为 URL。请将它们直接写出。</translation>
    </message>
    <message>
        <source>More than six screenshots are rarely looked at.</source>
        <translation>截图超过六张时，很少有人会全部看完。</translation>
    </message>
    <message>
        <source>Clusters refuse the file for what stands behind “---”. Move it to the next line.</source>
        <translation>由于“---”之后还有内容，集群会拒绝该文件。请将这些内容移到下一行。</translation>
    </message>
    <message>
        <source>There are %1 screenshots. Keep the best; more than six are rarely looked at.</source>
        <translation>共有 %1 张截图。请保留最好的几张；截图超过六张时，很少有人会全部看完。</translation>
    </message>
    <message>
        <source>The folder %1 with all that was ever committed goes into the package, which everybody can read. Write the line “%1” into .helmignore.</source>
        <translation>文件夹 %1 及其全部提交历史会放入包中，任何人都能读取。请在 .helmignore 中添加一行“%1”。</translation>
    </message>
    <message>
        <source>%1 begins with “%2” and is taken for a file&apos;s name. Write “%3”.</source>
        <translation>%1 以“%2”开头，会被当作文件名。请改写为“%3”。</translation>
    </message>
    <message>
        <source>It is required; add it.</source>
        <translation>这是必填项，请添加。</translation>
    </message>
    <message>
        <source>It is required; add it by language, such as “en: …”.</source>
        <translation>这是必填项，请按语言添加，例如“en: …”。</translation>
    </message>
    <message>
        <source>%1 is empty.</source>
        <translation>%1 是空的。</translation>
    </message>
    <message>
        <source>%1 is missing.</source>
        <translation>缺少 %1。</translation>
    </message>
    <message>
        <source>%1: without quotes YAML reads the key %2 as a truth value. Write it in quotes: &quot;%3&quot;.</source>
        <translation>%1：不加引号时，YAML 会将键 %2 读作布尔值。请加上引号：&quot;%3&quot;。</translation>
    </message>
    <message>
        <source>“%1” under %2 is not a language code that clusters look up. Write %3.</source>
        <translation>%2 下的“%1”不是集群会查找的语言代码。请写成 %3。</translation>
    </message>
    <message>
        <source>%1 is taken for a file&apos;s name, since “https://” is missing. Write “%2”.</source>
        <translation>缺少“https://”，%1 会被当作文件名。请写成“%2”。</translation>
    </message>
    <message>
        <source>The chart has “%1”, which looks the same but is written with other characters, as macOS does. Rename the file, or copy its name to here.</source>
        <translation>Chart 中有“%1”，看起来相同，但使用了其他字符（macOS 的写法）。请重命名该文件，或将其名称复制到此处。</translation>
    </message>
</context>
<context>
    <name>ksp::ChartDrop</name>
    <message>
        <source>Drop an extension&apos;s folder or its package (.tgz) here.</source>
        <translation>请将扩展组件的文件夹或其包（.tgz） 拖放到此处。</translation>
    </message>
    <message numerus="yes">
        <source>These are %n files. Drop one chart at a time: its folder or its package (.tgz).</source>
        <translation>
            <numerusform>共有 %n 个文件。请一次只拖放一个 Chart：其文件夹或包（.tgz）。</numerusform>
        </translation>
    </message>
    <message>
        <source>This is not on this computer. Download the chart and drop the file.</source>
        <translation>它不在本机上。请先下载 Chart，再拖放文件。</translation>
    </message>
</context>
<context>
    <name>ksp::ChartFacts</name>
    <message>
        <source>English</source>
        <translation>英文</translation>
    </message>
    <message>
        <source>Chinese</source>
        <translation>中文</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s)</source>
        <translation>
            <numerusform>%n 个文件</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n sub-chart(s)</source>
        <translation>
            <numerusform>%n 个子 Chart</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 unpacked</source>
        <comment>a size</comment>
        <translation>解压后 %1</translation>
    </message>
    <message>
        <source>, </source>
        <comment>between facts</comment>
        <translation>，</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>Category</source>
        <translation>分类</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>提供者</translation>
    </message>
    <message>
        <source>Contents</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>%1 — %2</source>
        <comment>name, description</comment>
        <translation>%1 — %2</translation>
    </message>
    <message numerus="yes">
        <source>and %n more language(s)</source>
        <translation>
            <numerusform>以及另外 %n 种语言</numerusform>
        </translation>
    </message>
    <message>
        <source>not given</source>
        <translation>未填写</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>what, value</comment>
        <translation>%1：%2</translation>
    </message>
    <message numerus="yes">
        <source>%n left out</source>
        <translation>
            <numerusform>已排除 %n 项</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ksp::ChartFolder</name>
    <message>
        <source>Reading the folder was cancelled.</source>
        <translation>已取消读取文件夹。</translation>
    </message>
    <message>
        <source>The name of the file “%1” is not UTF-8. Rename it.</source>
        <translation>文件名“%1”不是 UTF-8 编码。请重命名该文件。</translation>
    </message>
    <message>
        <source>The symbolic link %1 leads nowhere. Remove it or put the file in its place.</source>
        <translation>符号链接 %1 指向的目标不存在。请删除它，或用文件替换它。</translation>
    </message>
    <message>
        <source>The symbolic link %1 leads back to a folder above it, in a circle. Remove it.</source>
        <translation>符号链接 %1 指向其上级文件夹，形成了循环。请将其删除。</translation>
    </message>
    <message>
        <source>%1 is not a regular file but a device, pipe or socket, which Helm refuses. Take it out of the chart.</source>
        <translation>%1 不是普通文件，而是设备、管道或套接字，Helm 会拒绝。请将它从 Chart 中移除。</translation>
    </message>
    <message>
        <source>%1 cannot be read (%2). Check its permissions.</source>
        <translation>无法读取 %1（%2）。请检查其权限。</translation>
    </message>
    <message>
        <source>%1 has %2 bytes. Helm takes files of at most %3; make it smaller, or leave it out with .helmignore.</source>
        <translation>%1 有 %2 字节。Helm 只接受不超过 %3 的文件；请减小该文件的大小，或用 .helmignore 将其排除。</translation>
    </message>
    <message>
        <source>The folder holds more than %1, the most that Helm takes for a chart. Leave large files out with .helmignore.</source>
        <translation>该文件夹的内容超过 %1，这是 Helm 对 Chart 的上限。请用 .helmignore 排除大文件。</translation>
    </message>
    <message>
        <source>The name of %1 holds a backslash, which Helm takes for the end of a folder&apos;s name when it unpacks the chart. Rename it.</source>
        <translation>%1 的名称中有反斜杠，Helm 解包 Chart 时会将其视为文件夹分隔符。请重命名。</translation>
    </message>
    <message>
        <source>Helm refuses a chart with “%1”, since it takes that name for a way out of the chart. Rename it, or leave it out with .helmignore.</source>
        <translation>Helm 会拒绝含有“%1”的 Chart，因为它认为该名称指向 Chart 之外。请重命名，或用 .helmignore 排除。</translation>
    </message>
    <message>
        <source>The folder holds too many files and folders: more than %1, counted through links. Leave some out with .helmignore.</source>
        <translation>该文件夹中的文件和文件夹过多，超过 %1 个（含链接指向的）。请用 .helmignore 排除一部分。</translation>
    </message>
</context>
<context>
    <name>ksp::ChartPage</name>
    <message>
        <source>Which extension do you want to publish?</source>
        <translation>您要发布哪个扩展组件？</translation>
    </message>
    <message>
        <source>Choose a chart first.</source>
        <translation>请先选择 Chart。</translation>
    </message>
    <message>
        <source>The chart is being read.</source>
        <translation>正在读取 Chart。</translation>
    </message>
    <message>
        <source>This chart cannot be used.</source>
        <translation>无法使用该 Chart。</translation>
    </message>
    <message numerus="yes">
        <source>%n error(s) must be mended first.</source>
        <translation>
            <numerusform>请先修复 %n 个错误。</numerusform>
        </translation>
    </message>
    <message>
        <source>Reading %1…</source>
        <translation>正在读取 %1…</translation>
    </message>
    <message>
        <source>%1 was read: %2.</source>
        <comment>name, what was noticed</comment>
        <translation>已读取 %1：%2。</translation>
    </message>
    <message numerus="yes">
        <source>Read again: %n file(s) changed (%1).</source>
        <translation>
            <numerusform>已重新读取：%n 个文件有更改（%1）。</numerusform>
        </translation>
    </message>
    <message>
        <source>, </source>
        <comment>between file names</comment>
        <translation>、</translation>
    </message>
    <message>
        <source>&amp;Folder…</source>
        <translation>文件夹(&amp;F)…</translation>
    </message>
    <message>
        <source>&amp;Package (.tgz)…</source>
        <translation>包（.tgz）(&amp;P)…</translation>
    </message>
    <message>
        <source>Choose an extension&apos;s folder</source>
        <translation>选择扩展组件的文件夹</translation>
    </message>
    <message>
        <source>Choose a packed extension</source>
        <translation>选择扩展组件的包</translation>
    </message>
    <message>
        <source>Packed charts (%1)</source>
        <translation>已打包的 Chart (%1)</translation>
    </message>
    <message>
        <source>All files (%1)</source>
        <translation>所有文件 (%1)</translation>
    </message>
    <message>
        <source>Ca&amp;ncel</source>
        <translation>取消(&amp;N)</translation>
    </message>
</context>
<context>
    <name>ksp::ChartReport</name>
    <message numerus="yes">
        <source>%n error(s) in the chart.</source>
        <translation>
            <numerusform>Chart 中有 %n 个错误。</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 bytes</source>
        <translation>%1 字节</translation>
    </message>
    <message>
        <source>%1 to %2 bytes</source>
        <translation>%1 到 %2 字节</translation>
    </message>
    <message>
        <source>too large</source>
        <translation>过大</translation>
    </message>
    <message>
        <source>may be too large; the images&apos; addresses decide</source>
        <translation>可能过大，取决于图片的地址</translation>
    </message>
    <message>
        <source>the server may refuse it</source>
        <translation>服务器可能会拒绝</translation>
    </message>
    <message>
        <source>fits</source>
        <translation>大小合适</translation>
    </message>
    <message>
        <source>%1 (%2 % of %3): %4</source>
        <comment>bytes, percentage, limit, verdict</comment>
        <translation>%1（上限 %3 的 %2 %）：%4</translation>
    </message>
    <message>
        <source>package %1: %2</source>
        <translation>包 %1：%2</translation>
    </message>
    <message>
        <source>image %1: uploaded as %2, %3 bytes</source>
        <translation>图片 %1：以 %2 上传，%3 字节</translation>
    </message>
    <message>
        <source>Nothing was sent. Not checked: whether the server accepts the key, whether this version exists there, and the exact size, which depends on the images&apos; addresses.</source>
        <translation>没有发送任何内容。未检查的项目：服务器是否接受密钥、该版本在服务器上是否已存在，以及取决于图片地址的准确大小。</translation>
    </message>
    <message numerus="yes">
        <source>%n warning(s) above ask whether this is to be published. Go on?</source>
        <translation>
            <numerusform>上面有 %n 个警告需要您确认是否发布。要继续吗？</numerusform>
        </translation>
    </message>
    <message>
        <source>Stopped; nothing was sent.</source>
        <translation>已停止；没有发送任何内容。</translation>
    </message>
    <message>
        <source>left out %1: %2</source>
        <translation>已排除 %1：%2</translation>
    </message>
</context>
<context>
    <name>ksp::ChartStart</name>
    <message>
        <source>Drop your extension here</source>
        <translation>将扩展组件拖放到此处</translation>
    </message>
    <message>
        <source>Its folder, or its package (.tgz). Nothing is sent yet.</source>
        <translation>可以是文件夹或包（.tgz）。此时不会发送任何内容。</translation>
    </message>
    <message>
        <source>&amp;Try again</source>
        <translation>重试(&amp;T)</translation>
    </message>
    <message>
        <source>Bro&amp;wse</source>
        <translation>浏览(&amp;W)</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <comment>what is wrong with a file, path of its chart</comment>
        <translation>%1（%2）</translation>
    </message>
</context>
<context>
    <name>ksp::ChartYaml</name>
    <message>
        <source>%1: Helm refuses this chart: %2.</source>
        <translation>%1：Helm 会拒绝该 Chart：%2。</translation>
    </message>
    <message>
        <source>its name is missing</source>
        <translation>缺少名称</translation>
    </message>
    <message>
        <source>its version is missing</source>
        <translation>缺少版本</translation>
    </message>
    <message>
        <source>“%1” is not a version</source>
        <translation>“%1”不是版本</translation>
    </message>
    <message>
        <source>its type must be application or library</source>
        <translation>类型必须是 application 或 library</translation>
    </message>
    <message>
        <source>the alias “%1” holds characters that are not allowed</source>
        <translation>别名“%1”包含不允许的字符</translation>
    </message>
    <message>
        <source>more than one dependency is called “%1”</source>
        <translation>有多个依赖名为“%1”</translation>
    </message>
    <message>
        <source>the file is no map of names and values</source>
        <translation>文件不是由名称和值组成的映射</translation>
    </message>
    <message>
        <source>its name “%1” cannot be a folder&apos;s name</source>
        <translation>名称“%1”不能用作文件夹名称</translation>
    </message>
    <message>
        <source>%1: Helm refuses this chart: %2 is of the wrong type.</source>
        <translation>%1：Helm 会拒绝该 Chart：%2 的类型不对。</translation>
    </message>
    <message>
        <source>%1 must hold a map of names and values. Correct the file and try again.</source>
        <translation>%1 必须是由名称和值组成的映射。请更正该文件，然后重试。</translation>
    </message>
    <message>
        <source>%1: Helm cannot read this lock file. Remove it, or let “helm dependency update” write it anew.</source>
        <translation>%1：Helm 无法读取该锁定文件。请删除它，或用“helm dependency update”重新生成。</translation>
    </message>
</context>
<context>
    <name>ksp::CloseGuard</name>
    <message>
        <source>Publishing is under way</source>
        <translation>正在发布</translation>
    </message>
    <message>
        <source>%1 %2 is just being published.</source>
        <translation>正在发布 %1 %2。</translation>
    </message>
    <message>
        <source>It waits for your answer. If you stop here, nothing that was sent is sent again at the next start.</source>
        <translation>它在等待您的回答。如果在此停止，下次启动时不会重复发送已发送的内容。</translation>
    </message>
    <message>
        <source>It can finish while the window is closed. If you stop here, nothing that was sent is sent again at the next start.</source>
        <translation>窗口关闭后它仍可完成。如果在此停止，下次启动时不会重复发送已发送的内容。</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>取消(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Stop here and go on at the next start</source>
        <translation>在此停止，下次启动时继续(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Finish in the background</source>
        <translation>在后台完成(&amp;F)</translation>
    </message>
</context>
<context>
    <name>ksp::CloudClient</name>
    <message>
        <source>Signing in</source>
        <translation>登录</translation>
    </message>
    <message>
        <source>Asking for the upload folder</source>
        <translation>请求上传文件夹</translation>
    </message>
    <message>
        <source>Looking up the version</source>
        <translation>查询版本</translation>
    </message>
    <message>
        <source>Uploading the images</source>
        <translation>上传图片</translation>
    </message>
    <message>
        <source>Uploading the package</source>
        <translation>上传包</translation>
    </message>
    <message>
        <source>Submitting for review</source>
        <translation>提交审核</translation>
    </message>
    <message>
        <source>Taking the submission back</source>
        <translation>撤回提交</translation>
    </message>
    <message>
        <source>Listing your extensions</source>
        <translation>列出您的扩展组件</translation>
    </message>
    <message>
        <source>Reading the extension</source>
        <translation>读取扩展组件</translation>
    </message>
    <message>
        <source>Reading the versions</source>
        <translation>读取版本</translation>
    </message>
</context>
<context>
    <name>ksp::ColumnsButton</name>
    <message>
        <source>&amp;Columns</source>
        <translation>列(&amp;C)</translation>
    </message>
    <message>
        <source>Choose the columns of the table</source>
        <translation>选择表格的列</translation>
    </message>
    <message>
        <source>&amp;Fit widths to content</source>
        <translation>列宽适应内容(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Save as CSV…</source>
        <translation>另存为 CSV(&amp;S)…</translation>
    </message>
    <message>
        <source>Save the table as CSV</source>
        <translation>将表格另存为 CSV</translation>
    </message>
    <message>
        <source>CSV files (*.csv)</source>
        <translation>CSV 文件 (*.csv)</translation>
    </message>
</context>
<context>
    <name>ksp::CommandLine</name>
    <message>
        <source>%1; see &quot;%2&quot;.</source>
        <translation>%1；请参阅“%2”。</translation>
    </message>
    <message>
        <source>--port needs a number up to 65535</source>
        <translation>--port 需要一个不超过 65535 的数字</translation>
    </message>
    <message>
        <source>--as needs draft or rejected</source>
        <translation>--as 需要 draft 或 rejected</translation>
    </message>
    <message>
        <source>%1 needs a value</source>
        <translation>%1 需要一个值</translation>
    </message>
    <message>
        <source>%1 needs a whole number</source>
        <translation>%1 需要一个整数</translation>
    </message>
    <message>
        <source>There is no option %1</source>
        <translation>没有选项 %1</translation>
    </message>
    <message>
        <source>%1 takes no value</source>
        <translation>%1 不带值</translation>
    </message>
    <message>
        <source>There is no command &quot;%1&quot;</source>
        <translation>没有命令“%1”</translation>
    </message>
    <message>
        <source>A command is needed</source>
        <translation>需要一个命令</translation>
    </message>
    <message>
        <source>%1 has no option %2</source>
        <translation>%1 没有选项 %2</translation>
    </message>
    <message>
        <source>%1 takes no argument</source>
        <translation>%1 不带参数</translation>
    </message>
    <message>
        <source>%1 needs one %2</source>
        <translation>%1 需要一个 %2</translation>
    </message>
    <message>
        <source>the server to talk to; without it the account&apos;s, else https://apis.kubesphere.cloud</source>
        <translation>要连接的服务器；未指定时使用账号的服务器，否则使用 https://apis.kubesphere.cloud</translation>
    </message>
    <message>
        <source>the account to use; without it the one used last</source>
        <translation>要使用的账号；未指定时使用上次用过的账号</translation>
    </message>
    <message>
        <source>check everything that can be checked here, and send nothing; needs no key</source>
        <translation>检查所有能在本机检查的内容，不发送任何数据；无需密钥</translation>
    </message>
    <message>
        <source>compress as well as possible, which takes longer</source>
        <translation>尽可能压缩，用时更长</translation>
    </message>
    <message>
        <source>leave uploaded images in the package as well</source>
        <translation>将已上传的图片也保留在包中</translation>
    </message>
    <message>
        <source>the note to the reviewers; without it the time and &quot;submit for review&quot;</source>
        <translation>给审核人员的说明；未指定时为当前时间和“submit for review”</translation>
    </message>
    <message>
        <source>overwrite a version that was approved; clusters that have it installed will not notice</source>
        <translation>覆盖已通过审核的版本；已安装该版本的集群不会察觉</translation>
    </message>
    <message>
        <source>the folder to write to; without it the current one</source>
        <translation>要写入的文件夹；未指定时为当前文件夹</translation>
    </message>
    <message>
        <source>the port to listen on; without it any free one</source>
        <translation>要监听的端口；未指定时使用任意空闲端口</translation>
    </message>
    <message>
        <source>the folder in which the practice Cloud keeps its state</source>
        <translation>练习云保存其状态的文件夹</translation>
    </message>
    <message>
        <source>approve each submission by itself after this time</source>
        <translation>经过这段时间后自动批准每次提交</translation>
    </message>
    <message>
        <source>the status that a rejected snapshot gets; without it rejected</source>
        <translation>快照被拒绝后的状态；未指定时为 rejected</translation>
    </message>
    <message>
        <source>keep settings, journal and log in this folder instead of the user&apos;s</source>
        <translation>将设置、发布记录和日志保存在该文件夹，而不是用户的文件夹</translation>
    </message>
    <message>
        <source>print the result, or {&quot;error&quot;: …}, as one JSON object</source>
        <translation>将结果或 {&quot;error&quot;: …} 输出为一个 JSON 对象</translation>
    </message>
    <message>
        <source>answer every question with yes</source>
        <translation>对所有问题都回答“是”</translation>
    </message>
    <message>
        <source>no progress and no notes; warnings and errors stay</source>
        <translation>不显示进度和提示；仍显示警告和错误</translation>
    </message>
    <message>
        <source>Check an API key and keep it in the desktop&apos;s keychain</source>
        <translation>检查 API 密钥并将其保存到桌面的密钥环</translation>
    </message>
    <message>
        <source>Forget an account and its key</source>
        <translation>移除账号及其密钥</translation>
    </message>
    <message>
        <source>Removes the account from the settings and its key from the keychain.</source>
        <translation>从设置中移除账号，并从密钥环中移除其密钥。</translation>
    </message>
    <message>
        <source>Publish a chart and submit it for review</source>
        <translation>发布 Chart 并提交审核</translation>
    </message>
    <message>
        <source>CHART is an extension&apos;s folder or its .tgz. It is checked, its local images are uploaded, it is packed, uploaded and submitted. When that fails or is stopped on the way, the next push of the same content goes on at the first step not done.

A version that waits for review is taken back and replaced after a question (or with --yes). A version that was approved is refused unless --overwrite-active is given.</source>
        <translation>CHART 是扩展组件的文件夹或其 .tgz 文件。它会先被检查，随后上传其中的本地图片，再打包、上传并提交。如果中途失败或停止，下次推送相同内容时会从第一个未完成的步骤继续。

等待审核的版本在询问之后（或使用 --yes 时）会被撤回并替换。已通过审核的版本会被拒绝，除非指定 --overwrite-active。</translation>
    </message>
    <message>
        <source>Check a chart and pack it without sending anything</source>
        <translation>检查并打包 Chart，不发送任何内容</translation>
    </message>
    <message>
        <source>Writes NAME-VERSION.tgz. Local images stay files of the package, since only an upload gives them a URL.</source>
        <translation>写入 NAME-VERSION.tgz。本地图片仍作为文件留在包中，因为只有上传后才有 URL。</translation>
    </message>
    <message>
        <source>List your extensions</source>
        <translation>列出您的扩展组件</translation>
    </message>
    <message>
        <source>Prints ID, name, status and latest approved version of each extension.</source>
        <translation>输出每个扩展组件的 ID、名称、状态和最新通过审核的版本。</translation>
    </message>
    <message>
        <source>Show an extension and its snapshots</source>
        <translation>显示扩展组件及其快照</translation>
    </message>
    <message>
        <source>Prints the extension and each pushed version with its status and time.</source>
        <translation>输出扩展组件，以及每个已推送的版本及其状态和时间。</translation>
    </message>
    <message>
        <source>Take a submission back</source>
        <translation>撤回提交</translation>
    </message>
    <message>
        <source>Takes the snapshot out of the review; it is a draft again and can be pushed again. Instead of a snapshot&apos;s ID the chart can be given whose version was pushed.</source>
        <translation>将快照从审核中撤回；它会重新成为草稿，可以再次推送。除了快照的 ID，也可以指定已推送该版本的 Chart。</translation>
    </message>
    <message>
        <source>Run a practice Cloud on this computer</source>
        <translation>在本机运行练习云</translation>
    </message>
    <message>
        <source>Starts a small server that behaves as KubeSphere Cloud does, prints its URL and a key, and runs until Ctrl-C. Nothing leaves this computer.</source>
        <translation>启动一个行为与 KubeSphere Cloud 相同的小型服务器，输出其 URL 和密钥，并一直运行到按下 Ctrl-C。任何数据都不会离开本机。</translation>
    </message>
    <message>
        <source>Approve a submission in a practice Cloud</source>
        <translation>在练习云中批准一次提交</translation>
    </message>
    <message>
        <source>Plays the reviewer. The practice Cloud is named by --state, or by --server and its key.</source>
        <translation>扮演审核人员。用 --state，或用 --server 及其密钥指定练习云。</translation>
    </message>
    <message>
        <source>Reject a submission in a practice Cloud</source>
        <translation>在练习云中拒绝一次提交</translation>
    </message>
    <message>
        <source>Explain a command</source>
        <translation>说明某个命令</translation>
    </message>
    <message>
        <source>Without a command: what there is, the exit codes, files and variables.</source>
        <translation>不带命令时：说明有哪些命令，以及退出码、文件和变量。</translation>
    </message>
    <message>
        <source>%1 takes one argument at most</source>
        <translation>%1 最多接受一个参数</translation>
    </message>
    <message>
        <source>a PEM file with your company&apos;s own certificate authority, to be trusted beside the system&apos;s</source>
        <translation>公司自有证书颁发机构的 PEM 文件，与系统自带的一并信任</translation>
    </message>
    <message>
        <source>end when nothing that is watched is under review any more: with 0 where all of it was approved, else with 5</source>
        <translation>所关注的内容都不再处于审核中时结束：全部通过则返回 0，否则返回 5</translation>
    </message>
    <message>
        <source>Print changes of the review as they come</source>
        <translation>实时输出审核状态的变更</translation>
    </message>
    <message>
        <source>Asks the server every 30 seconds and prints a line for each version whose status changed: time, name, version, old and new status. Changes since this computer asked last come first. With NAME only that extension counts. It runs until Ctrl-C.

With --json each change is an object on a line of its own.</source>
        <translation>每 30 秒查询一次服务器，版本状态每有变更就输出一行：时间、名称、版本、原状态和新状态。首先输出自本机上次查询以来的变更。给出 NAME 时只关注该扩展组件。按 Ctrl-C 结束。

使用 --json 时，每个变更是单独一行的一个对象。</translation>
    </message>
    <message>
        <source>--repo needs an address such as https://charts.example.com/beta</source>
        <translation>--repo 需要类似 https://charts.example.com/beta 的地址</translation>
    </message>
    <message>
        <source>the Helm repository to look into; without it the account&apos;s</source>
        <translation>要查询的 Helm 仓库；不指定则使用账号的仓库</translation>
    </message>
    <message>
        <source>Look whether a version is in the beta repository</source>
        <translation>查看某个版本是否在 Beta 仓库中</translation>
    </message>
    <message>
        <source>Prints the version as &quot;helm search repo&quot; does, and whether it is the package that was pushed from here: by its digest, else by comparing the files. Needs no key.

Ends with 5 where the version is missing, differs, or its package cannot be had.</source>
        <translation>像“helm search repo”一样输出该版本，并说明它是否就是从本机推送的包：先比较摘要，否则比较文件。无需密钥。

版本缺失、不同或无法获取其包时，以 5 结束。</translation>
    </message>
    <message>
        <source>%1 needs %2 and %3</source>
        <translation>%1 需要 %2 和 %3</translation>
    </message>
    <message>
        <source>read the API key from the first line of the standard input; login keeps it, any other command uses it for this call only, needs no login and leaves the keychain alone</source>
        <translation>从标准输入的第一行读取 API 密钥；login 会保存它，其他命令仅在本次调用中使用，无需登录，也不动用密钥环</translation>
    </message>
    <message>
        <source>Asks for the API key, checks it with the server and keeps it in the keychain. Create the key at https://kubesphere.cloud/user/setting/ under Security, Create Access Token, with Extension ticked.

Where no keychain answers, only the account (name, server, user) is stored.</source>
        <translation>询问 API 密钥，向服务器核对后保存到密钥环。请在 https://kubesphere.cloud/user/setting/ 的“安全”中创建访问令牌，并勾选 Extension。

没有可用的密钥环时，只保存账号（名称、服务器、用户）。</translation>
    </message>
</context>
<context>
    <name>ksp::Console</name>
    <message>
        <source>step %1 of %2: %3</source>
        <translation>第 %1 步，共 %2 步：%3</translation>
    </message>
    <message>
        <source>%1, %2 of %3</source>
        <translation>%1，%2 / %3</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1，%2</translation>
    </message>
    <message numerus="yes">
        <source>Trying again in %n second(s).</source>
        <translation>
            <numerusform>%n 秒后重试。</numerusform>
        </translation>
    </message>
    <message>
        <source>error: There is not enough memory. Close other programs, or raise the limit (ulimit -v). The same command goes on where it stopped.</source>
        <translation>错误：内存不足。请关闭其他程序，或提高限制（ulimit -v）。再次运行同一命令即可从中断处继续。</translation>
    </message>
</context>
<context>
    <name>ksp::ConstraintChecks</name>
    <message>
        <source>Write for example “%1”.</source>
        <translation>例如写成“%1”。</translation>
    </message>
    <message>
        <source>Write “%1”.</source>
        <translation>请写成“%1”。</translation>
    </message>
    <message>
        <source>%1: nobody can read “%2”. The extension is never recommended, the console greys out its install button, and Helm refuses to install it.</source>
        <translation>%1：“%2”无法被任何一方读取。该扩展组件永远不会被推荐，控制台会将安装按钮置灰，Helm 也会拒绝安装。</translation>
    </message>
    <message>
        <source>%1: the console cannot read “%2” and greys out the install button.</source>
        <translation>%1：控制台无法读取“%2”，会将安装按钮置灰。</translation>
    </message>
    <message>
        <source>%1: clusters cannot read “%2”. The extension is never recommended, and Helm refuses to install it.</source>
        <translation>%1：集群无法读取“%2”。该扩展组件永远不会被推荐，Helm 也会拒绝安装。</translation>
    </message>
    <message>
        <source>%1: “%2” leaves out clusters with a version such as %3. Write “%4”.</source>
        <translation>%1：“%2”会把版本形如 %3 的集群排除在外。请写成“%4”。</translation>
    </message>
    <message>
        <source>%1: the console cannot read “%2” and takes the dependency for missing.</source>
        <translation>%1：控制台无法读取“%2”，会认为缺少该依赖。</translation>
    </message>
</context>
<context>
    <name>ksp::Database</name>
    <message>
        <source>The journal %1 cannot be used and could not be set aside. Check the permissions of its folder.</source>
        <translation>发布记录 %1 无法使用，也无法移到一旁。请检查其所在文件夹的权限。</translation>
    </message>
    <message>
        <source>Qt&apos;s SQLite driver is missing. Install the package libqt6sql6-sqlite.</source>
        <translation>缺少 Qt 的 SQLite 驱动。请安装软件包 libqt6sql6-sqlite。</translation>
    </message>
    <message>
        <source>The journal was written by a newer version of this program. It was kept as %1, and a new one was begun: publishes that were not finished cannot be resumed.</source>
        <translation>发布记录由本程序的更新版本写入。它已保留为 %1，并已新建发布记录：未完成的发布无法继续。</translation>
    </message>
    <message>
        <source>The journal was damaged. It was kept as %1, and a new one was begun: publishes that were not finished cannot be resumed.</source>
        <translation>发布记录已损坏。它已保留为 %1，并已新建发布记录：未完成的发布无法继续。</translation>
    </message>
    <message>
        <source>The journal held commands that this program did not put there. It was kept as %1, and a new one was begun: publishes that were not finished cannot be resumed.</source>
        <translation>发布记录中含有并非由本程序写入的命令。它已保留为 %1，并已新建发布记录：未完成的发布无法继续。</translation>
    </message>
</context>
<context>
    <name>ksp::DatabaseQuery</name>
    <message>
        <source>The journal %1 is in use by another program and stayed so. Close it, then try again.</source>
        <translation>发布记录 %1 一直被其他程序占用。请关闭该程序，然后重试。</translation>
    </message>
    <message>
        <source>The journal %1 cannot be written. Check the permissions of the folder %2 (the option --profile chooses another folder).</source>
        <translation>无法写入发布记录 %1。请检查文件夹 %2 的权限（可用选项 --profile 选择其他文件夹）。</translation>
    </message>
    <message>
        <source>The journal %1 cannot be written: the disk is full or has a fault. Free some space, then try again.</source>
        <translation>无法写入发布记录 %1：磁盘已满或有故障。请释放一些空间，然后重试。</translation>
    </message>
    <message>
        <source>The journal %1 is damaged. Try again: the damaged file is set aside then.</source>
        <translation>发布记录 %1 已损坏。请重试：届时会将损坏的文件移到一旁。</translation>
    </message>
    <message>
        <source>The journal %1 cannot be used. The details tell why.</source>
        <translation>发布记录 %1 无法使用。原因请查看详细信息。</translation>
    </message>
</context>
<context>
    <name>ksp::DetailsPane</name>
    <message>
        <source>Copy &amp;ID</source>
        <translation>复制 ID(&amp;I)</translation>
    </message>
    <message>
        <source>Loading the versions…</source>
        <translation>正在加载版本…</translation>
    </message>
    <message>
        <source>Publish &amp;new version…</source>
        <translation>发布新版本(&amp;N)…</translation>
    </message>
    <message>
        <source>&amp;Submit for review…</source>
        <translation>提交审核(&amp;S)…</translation>
    </message>
    <message>
        <source>Select an extension to see its versions.</source>
        <translation>选择一个扩展组件以查看其版本。</translation>
    </message>
    <message>
        <source>&amp;Versions</source>
        <translation>版本(&amp;V)</translation>
    </message>
    <message>
        <source>Versions of the extension</source>
        <translation>扩展组件的版本</translation>
    </message>
    <message>
        <source>Changes that this program has seen</source>
        <translation>本程序已发现的变更</translation>
    </message>
    <message>
        <source>The server&apos;s word; this program does not know what it means.</source>
        <translation>这是服务器返回的状态，本程序不了解其含义。</translation>
    </message>
    <message>
        <source>ID %1</source>
        <translation>ID %1</translation>
    </message>
    <message>
        <source>&amp;Try again</source>
        <translation>重试(&amp;T)</translation>
    </message>
    <message>
        <source>This extension has no versions yet.</source>
        <translation>此扩展组件还没有版本。</translation>
    </message>
    <message>
        <source>The versions were not loaded.</source>
        <translation>版本尚未加载。</translation>
    </message>
    <message>
        <source>&amp;Load</source>
        <translation>加载(&amp;L)</translation>
    </message>
    <message>
        <source>Please wait until the last command is done.</source>
        <translation>请等待上一项操作完成。</translation>
    </message>
    <message>
        <source>Withdraw %1 from review? It becomes a draft again.</source>
        <translation>撤回 %1 的审核？它将重新成为草稿。</translation>
    </message>
    <message>
        <source>&amp;Yes, withdraw</source>
        <translation>撤回(&amp;Y)</translation>
    </message>
    <message>
        <source>Submit %1 for review, as it was uploaded?</source>
        <translation>将 %1 按已上传的内容提交审核？</translation>
    </message>
    <message>
        <source>&amp;Yes, submit</source>
        <translation>提交(&amp;Y)</translation>
    </message>
    <message>
        <source>No change was seen yet. From now on each one is kept here.</source>
        <translation>还没有发现变更。今后的每次变更都会保留在这里。</translation>
    </message>
    <message>
        <source>&amp;Withdraw…</source>
        <translation>撤回(&amp;W)…</translation>
    </message>
    <message>
        <source>Withdraw and re&amp;place…</source>
        <translation>撤回并替换(&amp;P)…</translation>
    </message>
    <message>
        <source>&amp;Marketplace</source>
        <translation>扩展市场(&amp;M)</translation>
    </message>
    <message>
        <source>Copy the snapshot&apos;s ID</source>
        <translation>复制快照 ID</translation>
    </message>
    <message>
        <source>Open the marketplace in the browser</source>
        <translation>在浏览器中打开扩展市场</translation>
    </message>
    <message>
        <source>C&amp;hanges</source>
        <translation>改动(&amp;H)</translation>
    </message>
    <message>
        <source>Pu&amp;blished</source>
        <translation>已发布(&amp;B)</translation>
    </message>
    <message>
        <source>What was published from this computer</source>
        <translation>从本机发布的内容</translation>
    </message>
    <message>
        <source>%1 Others, such as a community edition as it is installed, ask another repository.</source>
        <translation>%1其他集群（例如默认安装的社区版）查询的是另一个仓库。</translation>
    </message>
    <message>
        <source>Snapshot %1
Changed %2</source>
        <translation>快照 %1
变更于 %2</translation>
    </message>
    <message>
        <source>Whether the chosen version is in the beta repository</source>
        <translation>所选版本是否在 Beta 仓库中</translation>
    </message>
    <message>
        <source>Beta</source>
        <translation>Beta</translation>
    </message>
    <message>
        <source>The reviewers sent it back. It can be changed and submitted again.</source>
        <translation>审核人员已退回此版本，可修改后重新提交。</translation>
    </message>
</context>
<context>
    <name>ksp::DiffView</name>
    <message numerus="yes">
        <source>⋯ %n unchanged line(s)</source>
        <translation>
            <numerusform>⋯ %n 行未更改</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n line(s) added</source>
        <translation>
            <numerusform>新增 %n 行</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n line(s) removed</source>
        <translation>
            <numerusform>删除 %n 行</numerusform>
        </translation>
    </message>
    <message>
        <source>Changes: %1, %2</source>
        <translation>更改：%1，%2</translation>
    </message>
</context>
<context>
    <name>ksp::DropOverlay</name>
    <message>
        <source>Drop a chart anywhere in this window</source>
        <translation>将 Chart 拖放到此窗口的任意位置</translation>
    </message>
</context>
<context>
    <name>ksp::DropZone</name>
    <message>
        <source>Only files and folders can be dropped here.</source>
        <translation>此处只能拖放文件和文件夹。</translation>
    </message>
    <message>
        <source>Drop it to open it.</source>
        <translation>松开即可打开。</translation>
    </message>
    <message>
        <source>This cannot be opened here</source>
        <translation>此处无法打开</translation>
    </message>
</context>
<context>
    <name>ksp::ExtensionMetadata</name>
    <message>
        <source>%1 must be %2; clusters drop the version otherwise.</source>
        <translation>%1 必须是%2；否则集群会丢弃该版本。</translation>
    </message>
    <message>
        <source>a text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>true or false, without quotes</source>
        <translation>不带引号的 true 或 false</translation>
    </message>
    <message>
        <source>a list</source>
        <translation>列表</translation>
    </message>
    <message>
        <source>a map</source>
        <translation>映射</translation>
    </message>
    <message>
        <source>The key %1 stands here and again in line %2; the last one counts. Remove the others.</source>
        <translation>键 %1 在此处出现，在第 %2 行又出现一次；以最后一个为准。请删除其他的。</translation>
    </message>
    <message>
        <source>%1:%2 must begin with a map of names and values, such as &quot;name: my-extension&quot;.</source>
        <translation>%1:%2 必须以由名称和值组成的映射开头，例如“name: my-extension”。</translation>
    </message>
    <message>
        <source>a map with name, email and url</source>
        <translation>包含 name、email 和 url 的映射</translation>
    </message>
    <message>
        <source>a map with name and email</source>
        <translation>包含 name 和 email 的映射</translation>
    </message>
    <message>
        <source>a map with the name of a sub-chart</source>
        <translation>包含子 Chart 名称的映射</translation>
    </message>
    <message>
        <source>a map with name, type and version</source>
        <translation>包含 name、type 和 version 的映射</translation>
    </message>
    <message>
        <source>%1: without quotes YAML reads %2 as a truth value, and clusters see “%3”. Put it in quotes: &quot;%2&quot;.</source>
        <translation>%1：不加引号时，YAML 会将 %2 读作布尔值，集群看到的是“%3”。请加上引号：&quot;%2&quot;。</translation>
    </message>
    <message>
        <source>%1: without quotes YAML reads %2 as a number, and clusters see “%3”. Put it in quotes: &quot;%2&quot;.</source>
        <translation>%1：不加引号时，YAML 会将 %2 读作数字，集群看到的是“%3”。请加上引号：&quot;%2&quot;。</translation>
    </message>
    <message>
        <source>An invisible byte-order mark (U+FEFF) makes this key one that clusters do not know. Delete the line and type it anew.</source>
        <translation>不可见的字节顺序标记（U+FEFF）使该键无法被集群识别。请删除该行并重新输入。</translation>
    </message>
    <message>
        <source>Clusters take the key “%1” for “%2”; not every program does. Write “%2”.</source>
        <translation>集群会将键“%1”当作“%2”，但并非所有程序都如此。请写成“%2”。</translation>
    </message>
    <message>
        <source>The line begins with a character that only looks like a space (U+%1) and becomes part of the key. Type plain spaces instead.</source>
        <translation>该行以看似空格的字符（U+%1）开头，它会成为键的一部分。请改用普通空格。</translation>
    </message>
</context>
<context>
    <name>ksp::ExtensionsCsv</name>
    <message>
        <source>The file %1 could not be written: %2</source>
        <translation>无法写入文件 %1：%2</translation>
    </message>
</context>
<context>
    <name>ksp::ExtensionsModel</name>
    <message>
        <source>not loaded</source>
        <translation>未加载</translation>
    </message>
    <message>
        <source>The versions of this extension were not loaded yet. Select it to load them.</source>
        <translation>此扩展组件的版本尚未加载。选择它即可加载。</translation>
    </message>
    <message>
        <source>The server&apos;s word; this program does not know what it means.</source>
        <translation>这是服务器返回的状态，本程序不了解其含义。</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>ID</source>
        <translation>ID</translation>
    </message>
    <message>
        <source>The extension&apos;s status</source>
        <translation>扩展组件的状态</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>The highest version that was approved</source>
        <translation>已通过审核的最高版本</translation>
    </message>
    <message>
        <source>Latest</source>
        <translation>最新版本</translation>
    </message>
    <message>
        <source>The version that was changed last</source>
        <translation>最近变更的版本</translation>
    </message>
    <message>
        <source>Newest</source>
        <translation>最近版本</translation>
    </message>
    <message>
        <source>The status of the version that was changed last</source>
        <translation>最近变更的版本的状态</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>审核</translation>
    </message>
    <message>
        <source>Who acts next</source>
        <translation>下一步由谁处理</translation>
    </message>
    <message>
        <source>Next</source>
        <comment>who acts next</comment>
        <translation>下一步</translation>
    </message>
    <message>
        <source>When a version was changed last, in local time</source>
        <translation>版本最近一次变更的时间（本地时间）</translation>
    </message>
    <message>
        <source>%1: something changed since you looked at it.</source>
        <translation>%1：自上次查看后有变更。</translation>
    </message>
    <message>
        <source>%1, changed since you looked at it</source>
        <translation>%1，自上次查看后有变更</translation>
    </message>
    <message>
        <source>Changed</source>
        <translation>变更时间</translation>
    </message>
</context>
<context>
    <name>ksp::ExtensionsPage</name>
    <message>
        <source>&amp;Refresh</source>
        <translation>刷新(&amp;R)</translation>
    </message>
    <message>
        <source>Extensions</source>
        <translation>扩展组件</translation>
    </message>
    <message>
        <source>Asking for your extensions…</source>
        <translation>正在获取您的扩展组件…</translation>
    </message>
    <message>
        <source>&amp;Find:</source>
        <translation>查找(&amp;F)：</translation>
    </message>
    <message>
        <source>Name, ID or version</source>
        <translation>名称、ID 或版本</translation>
    </message>
    <message>
        <source>Show extensions with this in their name, ID or version</source>
        <translation>显示名称、ID 或版本中包含此内容的扩展组件</translation>
    </message>
    <message>
        <source>No extension matches the filter.</source>
        <translation>没有符合筛选条件的扩展组件。</translation>
    </message>
    <message>
        <source>Show &amp;all</source>
        <translation>显示全部(&amp;A)</translation>
    </message>
    <message>
        <source>Sign in again to change something.</source>
        <translation>请重新登录后再进行更改。</translation>
    </message>
    <message>
        <source>There is no connection to a server.</source>
        <translation>未连接到服务器。</translation>
    </message>
    <message>
        <source>Sign in to see your extensions and how their reviews go.</source>
        <translation>登录后即可查看您的扩展组件及其审核进展。</translation>
    </message>
    <message>
        <source>&amp;Sign in</source>
        <translation>登录(&amp;S)</translation>
    </message>
    <message>
        <source>Your extensions could not be loaded. %1</source>
        <translation>无法加载您的扩展组件。%1</translation>
    </message>
    <message>
        <source>&amp;Try again</source>
        <translation>重试(&amp;T)</translation>
    </message>
    <message>
        <source>You have no extensions yet. The first one that you publish appears here.</source>
        <translation>您还没有扩展组件。您发布的第一个扩展组件将显示在这里。</translation>
    </message>
    <message>
        <source>&amp;Publish one</source>
        <translation>立即发布(&amp;P)</translation>
    </message>
    <message>
        <source>Nothing is known of your extensions, and there is no connection to a server.</source>
        <translation>没有您的扩展组件的任何信息，也未连接到服务器。</translation>
    </message>
    <message>
        <source>The list could not be refreshed and may be out of date. %1</source>
        <translation>列表无法刷新，可能已过时。%1</translation>
    </message>
    <message>
        <source>This computer is offline. The list goes on being refreshed when the network is back.</source>
        <translation>本机已离线。网络恢复后将继续刷新列表。</translation>
    </message>
    <message>
        <source>Refreshing…</source>
        <translation>正在刷新…</translation>
    </message>
    <message>
        <source>Never refreshed</source>
        <translation>从未刷新</translation>
    </message>
    <message>
        <source>Refreshed just now</source>
        <translation>刚刚刷新</translation>
    </message>
    <message numerus="yes">
        <source>Refreshed %n minute(s) ago</source>
        <translation>
            <numerusform>%n 分钟前刷新</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Refreshed %n hour(s) ago</source>
        <translation>
            <numerusform>%n 小时前刷新</numerusform>
        </translation>
    </message>
    <message>
        <source>Refreshed on %1</source>
        <translation>刷新于 %1</translation>
    </message>
    <message>
        <source>The refresh failed. %1</source>
        <translation>刷新失败。%1</translation>
    </message>
    <message>
        <source>Refreshed: %1</source>
        <translation>已刷新：%1</translation>
    </message>
    <message>
        <source>The table was saved as %1.</source>
        <translation>表格已另存为 %1。</translation>
    </message>
    <message>
        <source>Loading versions: %1 of %2</source>
        <translation>正在加载版本：%1/%2</translation>
    </message>
</context>
<context>
    <name>ksp::FileLock</name>
    <message>
        <source>%1 cannot be locked (%2). Keep the profile on another disk, with the option --profile.</source>
        <translation>无法锁定 %1（%2）。请用选项 --profile 将配置文件夹放到其他磁盘。</translation>
    </message>
    <message>
        <source>Another program holds %1 and does not let go of it. Close that program, then try again.</source>
        <translation>另一个程序占用着 %1 且没有释放。请关闭该程序，然后重试。</translation>
    </message>
</context>
<context>
    <name>ksp::FileNameChecks</name>
    <message numerus="yes">
        <source>The same holds for %n more file(s).</source>
        <translation>
            <numerusform>另有 %n 个文件也是如此。</numerusform>
        </translation>
    </message>
    <message>
        <source>The name of the file “%1” holds characters that nobody sees, and that terminals may obey. Rename it.</source>
        <translation>文件“%1”的名称含有不可见的字符，终端可能会执行它们。请重命名。</translation>
    </message>
    <message>
        <source>“%1” and “%2” look the same: their names are the same characters, composed in one and decomposed in the other. macOS takes them for one file. Rename or remove one.</source>
        <translation>“%1”和“%2”看起来相同：名称的字符相同，只是一个为组合形式，一个为分解形式。macOS 会将它们视为同一个文件。请重命名或删除其中一个。</translation>
    </message>
    <message>
        <source>“%1” and “%2” differ only in capital and small letters. Windows and macOS take them for one file. Rename or remove one.</source>
        <translation>“%1”和“%2”仅大小写不同。Windows 和 macOS 会将它们视为同一个文件。请重命名或删除其中一个。</translation>
    </message>
</context>
<context>
    <name>ksp::FileOpener</name>
    <message>
        <source>%1 is no text that an editor could show.</source>
        <translation>%1 不是编辑器能显示的文本。</translation>
    </message>
    <message>
        <source>This desktop has no text editor that could be started. Open %1 by hand; it is line %2.</source>
        <translation>此桌面没有可启动的文本编辑器。请手动打开 %1，位置在第 %2 行。</translation>
    </message>
    <message>
        <source>This desktop has no text editor that could be started. Open %1 by hand.</source>
        <translation>此桌面没有可启动的文本编辑器。请手动打开 %1。</translation>
    </message>
</context>
<context>
    <name>ksp::FilesModel</name>
    <message>
        <source>Uploaded (%1)</source>
        <translation>上传（%1）</translation>
    </message>
    <message>
        <source>Stay as they are (%1)</source>
        <translation>保持原样（%1）</translation>
    </message>
    <message>
        <source>Left out of the package (%1)</source>
        <translation>不放入包（%1）</translation>
    </message>
    <message>
        <source>In the package (%1)</source>
        <translation>包内容（%1）</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Where it goes, or why not</source>
        <translation>去向或原因</translation>
    </message>
    <message>
        <source>Bytes</source>
        <translation>字节</translation>
    </message>
</context>
<context>
    <name>ksp::FilesSection</name>
    <message>
        <source>Files and what becomes of them</source>
        <translation>文件及其去向</translation>
    </message>
    <message>
        <source>Instead of “…” stands your folder in the file store; the server names it when the images are uploaded.</source>
        <translation>“…”代表您在文件存储中的文件夹，上传图片时由服务器给出。</translation>
    </message>
    <message>
        <source>There is no package while the chart has errors.</source>
        <translation>Chart 有错误时无法生成包。</translation>
    </message>
</context>
<context>
    <name>ksp::FindingsModel</name>
    <message>
        <source>Error</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>Advice</source>
        <translation>建议</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>severity, sentence</comment>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>%1 in %2: %3</source>
        <comment>severity, file and line, sentence</comment>
        <translation>%2 中的%1：%3</translation>
    </message>
</context>
<context>
    <name>ksp::FindingsView</name>
    <message>
        <source>Cop&amp;y all</source>
        <translation>全部复制(&amp;Y)</translation>
    </message>
    <message numerus="yes">
        <source>%n error(s)</source>
        <translation>
            <numerusform>%n 个错误</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n warning(s)</source>
        <translation>
            <numerusform>%n 个警告</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n piece(s) of advice</source>
        <translation>
            <numerusform>%n 条建议</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing to mend</source>
        <translation>没有问题</translation>
    </message>
    <message>
        <source>, </source>
        <comment>between two counts</comment>
        <translation>，</translation>
    </message>
    <message>
        <source>Choose one line of the list.</source>
        <translation>请在列表中选择一行。</translation>
    </message>
    <message>
        <source>This concerns the chart as a whole.</source>
        <translation>此项涉及整个 Chart。</translation>
    </message>
    <message>
        <source>Copied.</source>
        <translation>已复制。</translation>
    </message>
    <message>
        <source>Chec&amp;ks</source>
        <translation>检查结果(&amp;K)</translation>
    </message>
    <message>
        <source>Checks</source>
        <translation>检查结果</translation>
    </message>
    <message>
        <source>Open at the l&amp;ine</source>
        <translation>打开到该行(&amp;I)</translation>
    </message>
</context>
<context>
    <name>ksp::FullImageDialog</name>
    <message>
        <source>Reading the image…</source>
        <translation>正在读取图片…</translation>
    </message>
    <message>
        <source>Image %1</source>
        <translation>图片 %1</translation>
    </message>
    <message>
        <source>&amp;Fit to window</source>
        <translation>适合窗口(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Actual size</source>
        <translation>实际大小(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>关闭(&amp;C)</translation>
    </message>
    <message>
        <source>%1 × %2 pixels, shown at %3 %</source>
        <translation>%1 × %2 像素，显示比例 %3 %</translation>
    </message>
</context>
<context>
    <name>ksp::GaugeBar</name>
    <message>
        <source>%1 limit</source>
        <translation>上限 %1</translation>
    </message>
    <message>
        <source>fits up to %1</source>
        <translation>不超过 %1 时大小合适</translation>
    </message>
</context>
<context>
    <name>ksp::HelmHome</name>
    <message>
        <source>Helm&apos;s list of repositories, %1, cannot be understood and was left alone. Add the repository with the commands instead.</source>
        <translation>无法理解 Helm 的仓库列表 %1，未作任何更改。请改用命令添加仓库。</translation>
    </message>
    <message>
        <source>%1 cannot be written. Check its folder and the room on the disk, then try again.</source>
        <translation>无法写入 %1。请检查其文件夹和磁盘空间，然后重试。</translation>
    </message>
    <message>
        <source>A repository&apos;s name must not be empty, begin with a dot or contain a slash. Choose another.</source>
        <translation>仓库名称不能为空，不能以点开头，也不能包含斜杠。请换一个名称。</translation>
    </message>
    <message>
        <source>Another helm is changing the list of repositories, or its folder cannot be written. Try again.</source>
        <translation>另一个 helm 正在更改仓库列表，或其文件夹无法写入。请重试。</translation>
    </message>
    <message>
        <source>Helm knows another repository by the name %1: %2. Remove it with &quot;helm repo remove %1&quot;, then try again.</source>
        <translation>Helm 已有另一个名为 %1 的仓库：%2。请用“helm repo remove %1”删除后重试。</translation>
    </message>
    <message>
        <source>The repository&apos;s index cannot be read. Try again.</source>
        <translation>无法读取仓库的索引。请重试。</translation>
    </message>
    <message>
        <source>The repository&apos;s index</source>
        <translation>仓库的索引</translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation>已停止。</translation>
    </message>
    <message>
        <source>Helm&apos;s cache in %1 cannot be written. Check the folder and the room on the disk, then try again.</source>
        <translation>无法写入 %1 中的 Helm 缓存。请检查文件夹和磁盘空间，然后重试。</translation>
    </message>
</context>
<context>
    <name>ksp::HelmIgnore</name>
    <message>
        <source>The pattern is broken.</source>
        <translation>该模式有误。</translation>
    </message>
    <message>
        <source>.helmignore:%1 is longer than Helm reads. Split the line.</source>
        <translation>.helmignore:%1 超过了 Helm 能读取的长度。请拆分该行。</translation>
    </message>
    <message>
        <source>.helmignore:%1 uses &quot;**&quot;, which Helm does not take. Name the folders one by one.</source>
        <translation>.helmignore:%1 使用了“**”，Helm 不支持。请逐个写出文件夹。</translation>
    </message>
    <message>
        <source>.helmignore:%1 is not a pattern that Helm understands: %2. Correct or remove the line.</source>
        <translation>.helmignore:%1 不是 Helm 能识别的模式：%2。请更正或删除该行。</translation>
    </message>
</context>
<context>
    <name>ksp::HelmIndex</name>
    <message>
        <source>%1 is not the index of a Helm repository. Check the repository&apos;s address.</source>
        <translation>%1不是 Helm 仓库的索引。请检查仓库的地址。</translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation>已停止。</translation>
    </message>
    <message>
        <source>%1 cannot be read. Try again.</source>
        <translation>无法读取%1。请重试。</translation>
    </message>
    <message>
        <source>%1 has a value of more than %2 bytes in line %3, which no index needs. It is not read.</source>
        <translation>%1第 %3 行有一个超过 %2 字节的值，索引不需要这样的值。未读取。</translation>
    </message>
    <message>
        <source>%1 is not valid YAML in line %2. The repository has to mend it; try again later.</source>
        <translation>%1第 %2 行不是有效的 YAML。需由仓库方修复；请稍后重试。</translation>
    </message>
    <message>
        <source>%1 uses a YAML alias in line %2, which this program does not follow. Look with helm instead.</source>
        <translation>%1第 %2 行使用了 YAML 别名，本程序不支持。请改用 helm 查看。</translation>
    </message>
    <message>
        <source>%1 is nested more than %2 levels deep in line %3, which no index needs. It is not read.</source>
        <translation>%1第 %3 行嵌套超过 %2 层，索引不需要这样的嵌套。未读取。</translation>
    </message>
</context>
<context>
    <name>ksp::HelpText</name>
    <message>
        <source>publish KubeSphere extensions to the KubeSphere Marketplace</source>
        <translation>将 KubeSphere 扩展组件发布到 KubeSphere 扩展市场</translation>
    </message>
    <message>
        <source>done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>refused before anything was sent (chart missing, broken, too large …)</source>
        <translation>在发送任何内容之前被拒绝（Chart 缺失、有误、过大等）</translation>
    </message>
    <message>
        <source>wrong usage, or an answer was needed that could not be asked for</source>
        <translation>用法错误，或需要回答却无法询问</translation>
    </message>
    <message>
        <source>network: nothing usable came back</source>
        <translation>网络：没有收到可用的回复</translation>
    </message>
    <message>
        <source>the server refused the API key</source>
        <translation>服务器拒绝了 API 密钥</translation>
    </message>
    <message>
        <source>refused by the server, or its reply could not be understood</source>
        <translation>被服务器拒绝，或无法理解服务器的回复</translation>
    </message>
    <message>
        <source>cancelled; the same command goes on where it was stopped</source>
        <translation>已取消；再次运行同一命令会从停止处继续</translation>
    </message>
    <message>
        <source>the proxy to use, in small or capital letters; this computer itself is always reached directly</source>
        <translation>要使用的代理，变量名大小写均可；本机始终直接连接</translation>
    </message>
    <message>
        <source>settings, journal and log, unless --profile names another folder</source>
        <translation>设置、发布记录和日志，除非用 --profile 指定了其他文件夹</translation>
    </message>
    <message>
        <source>Results go to the standard output; progress, notes, warnings and errors to the standard error. Where the standard input is not a terminal, or with --key-stdin, nothing is asked: a question then needs --yes. With --json one object is printed: the result, or {&quot;error&quot;: {&quot;kind&quot;, &quot;sentence&quot;, &quot;detail&quot;, &quot;httpStatus&quot;, &quot;exitCode&quot;}}.</source>
        <translation>结果输出到标准输出；进度、提示、警告和错误输出到标准错误。如果标准输入不是终端，或使用了 --key-stdin，则不会询问：遇到问题时需要 --yes。使用 --json 时会输出一个对象：结果，或 {&quot;error&quot;: {&quot;kind&quot;, &quot;sentence&quot;, &quot;detail&quot;, &quot;httpStatus&quot;, &quot;exitCode&quot;}}。</translation>
    </message>
    <message>
        <source>ks-publisher-cli: %1</source>
        <translation>ks-publisher-cli：%1</translation>
    </message>
    <message>
        <source>Usage:</source>
        <translation>用法：</translation>
    </message>
    <message>
        <source>Commands:</source>
        <translation>命令：</translation>
    </message>
    <message>
        <source>Exit codes:</source>
        <translation>退出码：</translation>
    </message>
    <message>
        <source>Variables:</source>
        <translation>变量：</translation>
    </message>
    <message>
        <source>Files:</source>
        <translation>文件：</translation>
    </message>
    <message>
        <source>&quot;ks-publisher-cli help COMMAND&quot; explains one command.</source>
        <translation>“ks-publisher-cli help COMMAND”会说明某个命令。</translation>
    </message>
    <message>
        <source>Options:</source>
        <translation>选项：</translation>
    </message>
    <message>
        <source>Example:</source>
        <translation>示例：</translation>
    </message>
    <message>
        <source>a PEM file with your company&apos;s own certificate authority, to be trusted beside the system&apos;s; --ca-file goes before it</source>
        <translation>公司自有证书颁发机构的 PEM 文件，与系统自带的一并信任；--ca-file 优先于它</translation>
    </message>
</context>
<context>
    <name>ksp::HistorySection</name>
    <message>
        <source>%1 could not be written: %2.</source>
        <translation>无法写入 %1：%2。</translation>
    </message>
    <message>
        <source>Nothing was published from here yet.</source>
        <translation>还没有从本机发布过。</translation>
    </message>
    <message>
        <source>Open the chart a&amp;gain</source>
        <translation>重新打开 Chart(&amp;G)</translation>
    </message>
    <message>
        <source>Save the pac&amp;kage…</source>
        <translation>保存包(&amp;K)…</translation>
    </message>
    <message>
        <source>What was published from this computer</source>
        <translation>从本机发布的内容</translation>
    </message>
    <message>
        <source>submitted</source>
        <comment>a publish</comment>
        <translation>已提交</translation>
    </message>
    <message>
        <source>not finished</source>
        <comment>a publish</comment>
        <translation>未完成</translation>
    </message>
    <message>
        <source>given up</source>
        <comment>a publish</comment>
        <translation>已放弃</translation>
    </message>
    <message>
        <source>Package</source>
        <translation>包</translation>
    </message>
    <message>
        <source>SHA-256</source>
        <translation>SHA-256</translation>
    </message>
    <message>
        <source>Snapshot</source>
        <translation>快照</translation>
    </message>
    <message>
        <source>Account</source>
        <translation>账号</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>说明</translation>
    </message>
    <message>
        <source>Chart</source>
        <translation>Chart</translation>
    </message>
    <message>
        <source>Images sent</source>
        <translation>图片已发送</translation>
    </message>
    <message>
        <source>Withdrawn</source>
        <translation>已撤回</translation>
    </message>
    <message>
        <source>Package sent</source>
        <translation>包已发送</translation>
    </message>
    <message>
        <source>Submitted</source>
        <translation>已提交</translation>
    </message>
    <message>
        <source>not known, %1</source>
        <comment>a time</comment>
        <translation>结果未知，%1</translation>
    </message>
    <message>
        <source>failed, %1: %2</source>
        <comment>a time, a sentence</comment>
        <translation>失败，%1：%2</translation>
    </message>
    <message>
        <source>The URL is not known.</source>
        <translation>URL 未知。</translation>
    </message>
    <message>
        <source>No package was made in this publish.</source>
        <translation>这次发布没有生成包。</translation>
    </message>
    <message>
        <source>Save the package as it was sent</source>
        <translation>保存已发送的包</translation>
    </message>
    <message>
        <source>Packed charts (*.tgz)</source>
        <translation>打包的 Chart (*.tgz)</translation>
    </message>
    <message>
        <source>The package was saved as %1.</source>
        <translation>包已保存为 %1。</translation>
    </message>
    <message>
        <source>Begun</source>
        <translation>开始时间</translation>
    </message>
</context>
<context>
    <name>ksp::HttpErrors</name>
    <message>
        <source>%1 failed: %2</source>
        <comment>step, reason</comment>
        <translation>%1失败：%2</translation>
    </message>
    <message>
        <source>time-out, since nothing moved any more after %1 of %2. Check the connection and try again.</source>
        <translation>连接超时，传输 %1（共 %2）后不再有进展。请检查网络连接，然后重试。</translation>
    </message>
    <message>
        <source>time-out, since %1 did not answer in time. Check the connection and try again later.</source>
        <translation>连接超时，%1 没有及时响应。请检查网络连接，稍后重试。</translation>
    </message>
    <message>
        <source>no address is known for the server %1. Check the server&apos;s name and the connection.</source>
        <translation>找不到服务器 %1 的地址。请检查服务器名称和网络连接。</translation>
    </message>
    <message>
        <source>%1 refused the connection; no server is running there. Check the address and the port, or try again later.</source>
        <translation>%1 拒绝了连接；那里没有运行服务器。请检查地址和端口，或稍后重试。</translation>
    </message>
    <message>
        <source>time-out, since %1 could not be reached in time. Check the connection and try again later.</source>
        <translation>连接超时，未能及时连接到 %1。请检查网络连接，稍后重试。</translation>
    </message>
    <message>
        <source>no secure connection (TLS) to %1 could be made: %2 Nothing was sent. Check the server&apos;s address, the clock of this computer, and whether a proxy stands in between.</source>
        <translation>无法与 %1 建立安全连接（TLS）：%2 没有发送任何内容。请检查服务器地址、本机的时钟，以及中间是否有代理。</translation>
    </message>
    <message>
        <source>the reply of %1 was cut short. Try again.</source>
        <translation>%1 的回复不完整。请重试。</translation>
    </message>
    <message>
        <source>%1 closed the connection after %2 of %3 were sent, without an answer. A server that takes no file of this size behaves so, and so does a broken connection. Try again; if it happens again, send less.</source>
        <translation>%1 在发送 %2（共 %3）后关闭了连接，没有给出回复。服务器不接受这么大的文件时会这样，连接中断时也会这样。请重试；如果再次发生，请减少发送的内容。</translation>
    </message>
    <message>
        <source>the connection to %1 broke before an answer came. Check the connection and try again.</source>
        <translation>在收到回复之前，与 %1 的连接中断了。请检查网络连接，然后重试。</translation>
    </message>
    <message>
        <source>the server does not accept this API key. Check it, or create a new access token with “Extension” ticked.</source>
        <translation>服务器不接受该 API 密钥。请检查该密钥，或新建一个 API 密钥（创建令牌时勾选“扩展组件”）。</translation>
    </message>
    <message>
        <source>a web page came instead of the Cloud&apos;s answer, probably from a proxy or gateway in between. Check the server&apos;s address, or try again later.</source>
        <translation>收到的是网页，而不是 KubeSphere Cloud 的回复，可能来自中间的代理或网关。请检查服务器地址，或稍后重试。</translation>
    </message>
    <message>
        <source>the server wants the request sent elsewhere, which is not done with an API key. Check the server&apos;s address.</source>
        <translation>服务器要求将请求转到别处，而带有 API 密钥的请求不会转发。请检查服务器地址。</translation>
    </message>
    <message>
        <source>the server wants the request sent to %1, which is not done with an API key. Check the server&apos;s address.</source>
        <translation>服务器要求将请求转到 %1，而带有 API 密钥的请求不会转发。请检查服务器地址。</translation>
    </message>
    <message numerus="yes">
        <source>the server is busy. Try again in %n second(s).</source>
        <translation>
            <numerusform>服务器繁忙。请在 %n 秒后重试。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>the server is busy. Try again in %n minute(s).</source>
        <translation>
            <numerusform>服务器繁忙。请在 %n 分钟后重试。</numerusform>
        </translation>
    </message>
    <message>
        <source>the API key may not do this. Check that you use the account that owns the extension.</source>
        <translation>该 API 密钥没有此操作的权限。请检查您使用的是不是拥有该扩展组件的账号。</translation>
    </message>
    <message>
        <source>the server does not know what was asked for. Check the name, the account and the server&apos;s address.</source>
        <translation>服务器找不到所请求的内容。请检查名称、账号和服务器地址。</translation>
    </message>
    <message>
        <source>it does not fit the state on the server. Look at the extension&apos;s state there and try again.</source>
        <translation>与服务器上的状态不符。请在服务器上查看该扩展组件的状态，然后重试。</translation>
    </message>
    <message>
        <source>the server takes no upload of %1. Make the files smaller.</source>
        <translation>服务器不接受 %1 的上传。请减小文件的大小。</translation>
    </message>
    <message>
        <source>the request is too large for the server.</source>
        <translation>请求过大，服务器不接受。</translation>
    </message>
    <message>
        <source>too many requests. Wait some minutes and try again.</source>
        <translation>请求过多。请等待几分钟后重试。</translation>
    </message>
    <message>
        <source>the server has a problem of its own. Try again later.</source>
        <translation>服务器自身出现问题。请稍后重试。</translation>
    </message>
    <message>
        <source>the server did not accept the request. Try again; if it happens again, report it.</source>
        <translation>服务器没有接受该请求。请重试；如果再次发生，请报告此问题。</translation>
    </message>
    <message>
        <source>the server&apos;s reply is too large to be right. Check the server&apos;s address.</source>
        <translation>服务器的回复大得不正常。请检查服务器地址。</translation>
    </message>
    <message>
        <source>the server answered with a web page instead of data. A proxy or a sign-in page may stand in between; check the server&apos;s address.</source>
        <translation>服务器回复的是网页而不是数据。中间可能有代理或登录页面；请检查服务器地址。</translation>
    </message>
    <message>
        <source>the server&apos;s reply is empty. Try again later, or check the server&apos;s address.</source>
        <translation>服务器的回复为空。请稍后重试，或检查服务器地址。</translation>
    </message>
    <message>
        <source>the server&apos;s reply is not valid JSON. Try again later, or check the server&apos;s address.</source>
        <translation>服务器的回复不是有效的 JSON。请稍后重试，或检查服务器地址。</translation>
    </message>
    <message>
        <source>the server&apos;s reply does not contain what was expected. Check that the address is that of a KubeSphere Cloud.</source>
        <translation>服务器的回复中没有预期的内容。请检查该地址是不是 KubeSphere Cloud 的地址。</translation>
    </message>
    <message>
        <source>the server&apos;s reply cannot be read. Check the server&apos;s address and port.</source>
        <translation>无法读取服务器的回复。请检查服务器的地址和端口。</translation>
    </message>
    <message>
        <source>%1 was cancelled.</source>
        <comment>step</comment>
        <translation>%1已取消。</translation>
    </message>
    <message>
        <source>no connection to %1 could be made. Check the network and the server&apos;s address.</source>
        <translation>无法连接到 %1。请检查网络和服务器地址。</translation>
    </message>
    <message>
        <source>If your company has a certificate authority of its own, choose its certificate file on the page of the account, or name it by --ca-file or the variable SSL_CERT_FILE.</source>
        <translation>如果贵公司有自己的证书颁发机构，请在账号页面选择其证书文件，或用 --ca-file 或变量 SSL_CERT_FILE 指定。</translation>
    </message>
    <message>
        <source>time-out, since the proxy %1 made no connection to %2 in time. Check the variables http_proxy and https_proxy, and try again later.</source>
        <translation>超时：代理 %1 未能及时连接到 %2。请检查变量 http_proxy 和 https_proxy，稍后重试。</translation>
    </message>
    <message>
        <source>no address is known for the proxy %1. Check the variables http_proxy and https_proxy.</source>
        <translation>无法解析代理 %1 的地址。请检查变量 http_proxy 和 https_proxy。</translation>
    </message>
    <message>
        <source>the proxy %1 refused the connection; perhaps no proxy is running there. Check the variables http_proxy and https_proxy, or name the server in no_proxy.</source>
        <translation>代理 %1 拒绝连接，那里可能没有运行代理。请检查变量 http_proxy 和 https_proxy，或将服务器写入 no_proxy。</translation>
    </message>
    <message>
        <source>the proxy %1 does not accept this user name and password. Check them in the variables http_proxy and https_proxy. Basic, Digest and NTLM are the ways of signing in that can be used.</source>
        <translation>代理 %1 不接受该用户名和密码。请检查变量 http_proxy 和 https_proxy 中的用户名和密码。可用的登录方式为 Basic、Digest 和 NTLM。</translation>
    </message>
    <message>
        <source>the proxy %1 asks for a user name and a password. Put them into http_proxy and https_proxy, as in http://user:password@proxy:3128.</source>
        <translation>代理 %1 要求用户名和密码。请将它们写入 http_proxy 和 https_proxy，例如 http://user:password@proxy:3128。</translation>
    </message>
    <message>
        <source>the proxy %1 did not let the connection through. Check the variables http_proxy and https_proxy, or name the server in no_proxy.</source>
        <translation>代理 %1 没有放行该连接。请检查变量 http_proxy 和 https_proxy，或将服务器写入 no_proxy。</translation>
    </message>
    <message>
        <source>%1 The answer was: %2.</source>
        <comment>a whole sentence, what the server said</comment>
        <translation>%1 应答为：%2。</translation>
    </message>
</context>
<context>
    <name>ksp::HttpJob</name>
    <message>
        <source>the API key contains characters that no key has. Enter it again.</source>
        <translation>API 密钥包含密钥中不会出现的字符。请重新输入。</translation>
    </message>
    <message>
        <source>a name or an ID in it is empty or consists of dots.</source>
        <translation>请求中的名称或 ID 为空，或只由点组成。</translation>
    </message>
    <message>
        <source>the server&apos;s address cannot be used. Check it.</source>
        <translation>服务器地址无法使用。请检查。</translation>
    </message>
    <message>
        <source>%1 failed: what came cannot be written to the disk. Make room on it, then try again.</source>
        <translation>%1失败：收到的内容无法写入磁盘。请清理磁盘空间，然后重试。</translation>
    </message>
    <message>
        <source>it leads to %1, on this computer or in a private network, where its origin is not. Nothing was sent there.</source>
        <translation>它指向本机或专用网络中的 %1，而其来源不在那里。没有向那里发送任何内容。</translation>
    </message>
    <message>
        <source>it leads from an encrypted address to %1, which is not encrypted. Nothing was sent there.</source>
        <translation>它从加密地址指向未加密的 %1。没有向那里发送任何内容。</translation>
    </message>
    <message>
        <source>The certificate of the server is not for %1.</source>
        <translation>服务器的证书不适用于 %1。</translation>
    </message>
</context>
<context>
    <name>ksp::ImageChecks</name>
    <message>
        <source>%1: “%2” is not an image. Put a PNG, JPEG, GIF, WebP or SVG there.</source>
        <translation>%1：“%2”不是图片。请换成 PNG、JPEG、GIF、WebP 或 SVG。</translation>
    </message>
    <message>
        <source>%1: by its content “%2” is %3. Give the file the suffix of what it is.</source>
        <translation>%1：“%2”的内容是 %3。请使用与内容一致的后缀。</translation>
    </message>
    <message>
        <source>%1: by its content “%2” is %3, which is served as what its name says and may not be shown. Convert it, or rename it.</source>
        <translation>%1：“%2”的内容是 %3，但会按名称所示的格式提供，可能无法显示。请转换或重命名。</translation>
    </message>
    <message>
        <source>%1: the image “%2” is cut short. Export or download it again.</source>
        <translation>%1：图片“%2”不完整。请重新导出或下载。</translation>
    </message>
    <message>
        <source>%1: the image “%2” is damaged and cannot be shown. Export or download it again.</source>
        <translation>%1：图片“%2”已损坏，无法显示。请重新导出或下载。</translation>
    </message>
    <message>
        <source>%1: not every browser shows “%2”, which is %3. PNG, JPEG, GIF, WebP and SVG are safe.</source>
        <translation>%1：“%2”是 %3，并非所有浏览器都能显示。PNG、JPEG、GIF、WebP 和 SVG 是稳妥的选择。</translation>
    </message>
</context>
<context>
    <name>ksp::ImageDecoder</name>
    <message>
        <source>The image is too large to be shown. Use one of less than 32 MB.</source>
        <translation>图片过大，无法显示。请使用小于 32 MB 的图片。</translation>
    </message>
    <message>
        <source>Images cannot be shown because a part of this program is missing. Install it again.</source>
        <translation>无法显示图片，因为本程序缺少一个组成部分。请重新安装本程序。</translation>
    </message>
    <message>
        <source>The image could not be decoded: it took too long. Use a simpler one, or save it as PNG.</source>
        <translation>无法解码图片：用时过长。请使用更简单的图片，或将其保存为 PNG。</translation>
    </message>
    <message>
        <source>The image could not be decoded. Open it in an image editor and save it again.</source>
        <translation>无法解码图片。请在图片编辑器中打开它并重新保存。</translation>
    </message>
    <message>
        <source>The console does not show images of the format %1. Save it as SVG, PNG, JPEG, GIF or WebP.</source>
        <translation>控制台不显示 %1 格式的图片。请将其保存为 SVG、PNG、JPEG、GIF 或 WebP。</translation>
    </message>
    <message>
        <source>The file is not an image. Use an SVG, PNG, JPEG, GIF or WebP image.</source>
        <translation>该文件不是图片。请使用 SVG、PNG、JPEG、GIF 或 WebP 图片。</translation>
    </message>
    <message>
        <source>The image is said to be %1 × %2 pixels large, too many to be shown. Make it smaller.</source>
        <translation>图片标明的大小为 %1 × %2 像素，像素过多，无法显示。请缩小图片。</translation>
    </message>
    <message>
        <source>The image could not be decoded: it has too many parts, or parts that contain themselves. Simplify it, or save it as PNG.</source>
        <translation>无法解码图片：它的组成部分过多，或有的部分包含自身。请简化图片，或将其保存为 PNG。</translation>
    </message>
    <message>
        <source>Images of the format %1 cannot be shown on this computer, because a package of Qt is missing: qt6-image-formats-plugins.</source>
        <translation>无法在本机显示 %1 格式的图片，因为缺少 Qt 的软件包：qt6-image-formats-plugins。</translation>
    </message>
    <message>
        <source>The image could not be decoded: it is damaged or cut short. Open it in an image editor and save it again.</source>
        <translation>无法解码图片：它已损坏或不完整。请在图片编辑器中打开它并重新保存。</translation>
    </message>
</context>
<context>
    <name>ksp::ImageTile</name>
    <message>
        <source>Reading the image…</source>
        <translation>正在读取图片…</translation>
    </message>
    <message>
        <source>%1
Show in full size</source>
        <translation>%1
查看完整大小</translation>
    </message>
    <message>
        <source>%1, %2 × %3, %4</source>
        <comment>format, width, height, size of an image</comment>
        <translation>%1，%2 × %3，%4</translation>
    </message>
</context>
<context>
    <name>ksp::ImagesSection</name>
    <message>
        <source>It is a %1, not what its name says. Rename it.</source>
        <translation>实际格式为 %1，与文件名不符。请重命名。</translation>
    </message>
    <message>
        <source>Heavy for an icon, which every cluster stores. Keep it under 100 kB.</source>
        <translation>图标过大，而每个集群都要存储它。请控制在 100 kB 以内。</translation>
    </message>
    <message>
        <source>Not square: it looks small on the card.</source>
        <translation>不是正方形：在卡片上会显得很小。</translation>
    </message>
    <message>
        <source>Not square: it runs over the text of the card.</source>
        <translation>不是正方形：会盖住卡片上的文字。</translation>
    </message>
    <message>
        <source>The console never shows a screenshot that is a data: URL. Name a file.</source>
        <translation>控制台从不显示 data: URL 形式的截图。请改用文件。</translation>
    </message>
    <message>
        <source>Icon</source>
        <translation>图标</translation>
    </message>
    <message>
        <source>Screenshots</source>
        <translation>截图</translation>
    </message>
    <message numerus="yes">
        <source>%n more screenshot(s) are not shown here.</source>
        <translation>
            <numerusform>此处未显示另外 %n 张截图。</numerusform>
        </translation>
    </message>
    <message>
        <source>The extension.yaml names no screenshots. Customers like to see what they get.</source>
        <translation>extension.yaml 中没有截图。客户希望先看到实际效果。</translation>
    </message>
    <message>
        <source>Lies on another server. It is not fetched here.</source>
        <translation>位于其他服务器。此处不会获取。</translation>
    </message>
</context>
<context>
    <name>ksp::IndexCache</name>
    <message>
        <source>Reading the index of %1</source>
        <translation>读取 %1 的索引</translation>
    </message>
    <message>
        <source>The index of %1 cannot be written to the disk. Make room on it, then try again.</source>
        <translation>无法将 %1 的索引写入磁盘。请清理磁盘空间，然后重试。</translation>
    </message>
</context>
<context>
    <name>ksp::Journal</name>
    <message>
        <source>The journal has lost this publish. Publish the chart again; what is on the server already is found there.</source>
        <translation>发布记录中已没有这次发布。请重新发布该 Chart；已在服务器上的内容会被找到。</translation>
    </message>
</context>
<context>
    <name>ksp::JournalPackages</name>
    <message>
        <source>The package cannot be kept in the folder %1. Check its permissions and the free space of the disk, then try again.</source>
        <translation>无法将包保存在文件夹 %1 中。请检查其权限和磁盘的可用空间，然后重试。</translation>
    </message>
    <message>
        <source>The package of this publish is no longer kept on this computer. Publish the chart anew.</source>
        <translation>本机已不再保留这次发布的包。请重新发布该 Chart。</translation>
    </message>
    <message>
        <source>The package kept for this publish was changed on the disk. Publish the chart anew.</source>
        <translation>为这次发布保留的包在磁盘上被更改了。请重新发布该 Chart。</translation>
    </message>
</context>
<context>
    <name>ksp::KeyField</name>
    <message>
        <source>Hide the key</source>
        <translation>隐藏密钥</translation>
    </message>
    <message>
        <source>Show the key</source>
        <translation>显示密钥</translation>
    </message>
    <message>
        <source>Keys of the KubeSphere Cloud begin with kck- and go on with 36 characters. This one is tried as it is.</source>
        <translation>KubeSphere Cloud 的密钥以 kck- 开头，后接 36 个字符。此密钥将按原样尝试。</translation>
    </message>
    <message>
        <source>It looks like kck-1e63267b-cb3c-4757-b739-3d94a06781aa.</source>
        <translation>形如 kck-1e63267b-cb3c-4757-b739-3d94a06781aa。</translation>
    </message>
    <message>
        <source>Hide</source>
        <translation>隐藏</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
</context>
<context>
    <name>ksp::KeyReader</name>
    <message>
        <source>The first line of the standard input is too long to be an API key. Send the key alone.</source>
        <translation>标准输入的第一行过长，不可能是 API 密钥。请只发送密钥。</translation>
    </message>
    <message>
        <source>No API key came in. With --key-stdin it is expected as the first line of the standard input.</source>
        <translation>没有收到 API 密钥。使用 --key-stdin 时，应在标准输入的第一行提供密钥。</translation>
    </message>
</context>
<context>
    <name>ksp::KeyRenewalPanel</name>
    <message>
        <source>Checking the key…</source>
        <translation>正在检查密钥…</translation>
    </message>
    <message>
        <source>The server does not accept the key of “%1” any more. Enter a new one of the same user to go on; nothing is lost.</source>
        <translation>服务器不再接受“%1”的密钥。请输入同一用户的新密钥以继续，任何内容都不会丢失。</translation>
    </message>
    <message>
        <source>The keychain has no key for “%1”. Enter it to go on.</source>
        <translation>密钥环中没有“%1”的密钥。请输入密钥以继续。</translation>
    </message>
    <message>
        <source>%1 Enter the key of “%2” to go on.</source>
        <comment>why it is not known, account</comment>
        <translation>%1请输入“%2”的密钥以继续。</translation>
    </message>
    <message>
        <source>Enter the key of “%1” to go on.</source>
        <translation>请输入“%1”的密钥以继续。</translation>
    </message>
    <message>
        <source>New API key</source>
        <translation>新 API 密钥</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Sign out</source>
        <translation>退出登录</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>ksp::KeychainKeyStore</name>
    <message>
        <source>The keychain did not answer in time. The API key is asked for each time.</source>
        <translation>密钥环没有及时响应。每次都会询问 API 密钥。</translation>
    </message>
    <message>
        <source>The keychain did not grant access. The API key is asked for each time, until you unlock the keychain.</source>
        <translation>密钥环没有授予访问权限。在您解锁密钥环之前，每次都会询问 API 密钥。</translation>
    </message>
    <message>
        <source>No keychain answers on this computer, so that the API key cannot be kept safely and is asked for each time.</source>
        <translation>本机没有密钥环响应，因此无法安全保存 API 密钥，每次都会询问。</translation>
    </message>
    <message>
        <source>The keychain did not keep the API key, so that it is asked for each time.</source>
        <translation>密钥环没有保存 API 密钥，因此每次都会询问。</translation>
    </message>
    <message>
        <source>The keychain did not remove the API key. Remove the entry “ks-publisher” with the desktop&apos;s key manager.</source>
        <translation>密钥环没有移除 API 密钥。请用桌面的密钥管理工具移除条目“ks-publisher”。</translation>
    </message>
</context>
<context>
    <name>ksp::KsbuilderConfig</name>
    <message>
        <source>This is not ksbuilder&apos;s configuration, or ksbuilder is not logged in. Enter the API key instead.</source>
        <translation>这不是 ksbuilder 的配置，或者 ksbuilder 尚未登录。请改为输入 API 密钥。</translation>
    </message>
    <message>
        <source>The API key in ksbuilder&apos;s configuration cannot be read. Enter it instead.</source>
        <translation>无法读取 ksbuilder 配置中的 API 密钥。请改为输入密钥。</translation>
    </message>
    <message>
        <source>ksbuilder&apos;s configuration %1 cannot be read. Enter the API key instead.</source>
        <translation>无法读取 ksbuilder 的配置 %1。请改为输入 API 密钥。</translation>
    </message>
    <message>
        <source>%1 is too large to be ksbuilder&apos;s configuration. Enter the API key instead.</source>
        <translation>%1 过大，不可能是 ksbuilder 的配置。请改为输入 API 密钥。</translation>
    </message>
</context>
<context>
    <name>ksp::LateKeyStore</name>
    <message>
        <source>The part of this program that talks to keychains is missing, so that the API key is asked for each time. Install the program anew.</source>
        <translation>本程序缺少与密钥环通信的部分，因此每次都会询问 API 密钥。请重新安装本程序。</translation>
    </message>
</context>
<context>
    <name>ksp::LeftOut</name>
    <message>
        <source>By .helmignore.</source>
        <translation>由 .helmignore 排除。</translation>
    </message>
    <message>
        <source>Something that macOS adds, never part of a chart.</source>
        <translation>macOS 添加的文件，从不属于 Chart。</translation>
    </message>
    <message>
        <source>An earlier package of this extension.</source>
        <translation>该扩展组件之前的包。</translation>
    </message>
    <message>
        <source>In staticFileDirectory, which is left out as a whole.</source>
        <translation>位于 staticFileDirectory，该目录整体不放入包。</translation>
    </message>
    <message>
        <source>Uploaded, and nothing in the package needs it.</source>
        <translation>已上传，包中没有内容需要它。</translation>
    </message>
    <message>
        <source>Helm would not load it.</source>
        <translation>Helm 不会加载它。</translation>
    </message>
</context>
<context>
    <name>ksp::LoadedChartView</name>
    <message>
        <source>Chart without a name</source>
        <translation>未命名的 Chart</translation>
    </message>
    <message>
        <source>Reading what changed…</source>
        <translation>正在读取更改…</translation>
    </message>
    <message>
        <source>Choose &amp;another</source>
        <translation>选择其他(&amp;A)</translation>
    </message>
    <message>
        <source>The chart is a package: unpack it to change its files.</source>
        <translation>该 Chart 是包：请解压后再修改文件。</translation>
    </message>
    <message>
        <source>The package would be %1, more than the Cloud takes. The next page shows which files weigh most.</source>
        <translation>包的大小将为 %1，超出 KubeSphere Cloud 的限制。下一页会显示哪些文件最大。</translation>
    </message>
</context>
<context>
    <name>ksp::LoginVerb</name>
    <message>
        <source>login failed: %1</source>
        <translation>登录失败：%1</translation>
    </message>
    <message>
        <source>The account &quot;%1&quot; was stored, its API key was not: give the key with --key-stdin each time.</source>
        <translation>已保存账号“%1”，但没有保存其 API 密钥：请每次用 --key-stdin 提供密钥。</translation>
    </message>
</context>
<context>
    <name>ksp::LogoutVerb</name>
    <message>
        <source>Nobody is signed in, so there is nothing to forget.</source>
        <translation>没有已登录的账号，因此没有可移除的内容。</translation>
    </message>
    <message>
        <source>There is no account &quot;%1&quot;.</source>
        <translation>没有账号“%1”。</translation>
    </message>
    <message>
        <source>If a keychain holds the API key of this account, it is still there. %1</source>
        <translation>如果密钥环中存有该账号的 API 密钥，它仍在那里。%1</translation>
    </message>
</context>
<context>
    <name>ksp::Look</name>
    <message numerus="yes">
        <source>%1 bytes</source>
        <comment>a size; %1 is the number</comment>
        <translation>
            <numerusform>%1 字节</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ksp::MainMenu</name>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Open a packed chart…</source>
        <translation>打开 Chart 包(&amp;O)…</translation>
    </message>
    <message>
        <source>Open a &amp;folder…</source>
        <translation>打开文件夹(&amp;F)…</translation>
    </message>
    <message>
        <source>Open &amp;recent</source>
        <translation>最近打开(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Publish</source>
        <translation>发布(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Extensions</source>
        <translation>扩展组件(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Refresh</source>
        <translation>刷新(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Appearance</source>
        <translation>外观(&amp;A)</translation>
    </message>
    <message>
        <source>As the &amp;system</source>
        <translation>跟随系统(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>浅色(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation>深色(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>语言(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>How to &amp;publish an extension</source>
        <translation>如何发布扩展组件(&amp;P)</translation>
    </message>
    <message>
        <source>KubeSphere &amp;Marketplace</source>
        <translation>KubeSphere 扩展市场(&amp;M)</translation>
    </message>
    <message>
        <source>Show the &amp;log</source>
        <translation>查看日志(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;About this program</source>
        <translation>关于本程序(&amp;A)</translation>
    </message>
    <message>
        <source>About this program</source>
        <translation>关于本程序</translation>
    </message>
    <message>
        <source>Publishes extensions to the KubeSphere Marketplace: checks the chart, uploads its images, packs it and submits it for review. Free software under the Apache License 2.0.</source>
        <translation>将扩展组件发布到 KubeSphere 扩展市场：检查 Chart、上传图片、打包并提交审核。基于 Apache License 2.0 的自由软件。</translation>
    </message>
    <message>
        <source>&amp;Copy a report</source>
        <translation>复制报告(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Save a report…</source>
        <translation>保存报告(&amp;S)…</translation>
    </message>
    <message>
        <source>The report is on the clipboard. It holds no API key; read it before you hand it on.</source>
        <translation>报告已复制到剪贴板。其中不含 API 密钥；转交前请先阅读。</translation>
    </message>
    <message>
        <source>Save a report</source>
        <translation>保存报告</translation>
    </message>
    <message>
        <source>The report is saved. It holds no API key; read it before you hand it on.</source>
        <translation>报告已保存。其中不含 API 密钥；转交前请先阅读。</translation>
    </message>
    <message>
        <source>The closed window leaves an icon, and reviews go on being watched. Quit ends the program.</source>
        <translation>关闭窗口后保留托盘图标，继续关注审核进展。选择“退出”才会结束程序。</translation>
    </message>
    <message>
        <source>This desktop shows no tray.</source>
        <translation>当前桌面没有托盘。</translation>
    </message>
    <message>
        <source>Stay in the &amp;tray when closed</source>
        <translation>关闭后保留在托盘(&amp;T)</translation>
    </message>
</context>
<context>
    <name>ksp::MainWindow</name>
    <message>
        <source>Publish</source>
        <translation>发布</translation>
    </message>
    <message>
        <source>Extensions</source>
        <translation>扩展组件</translation>
    </message>
    <message>
        <source>A publish is running. Drop the next chart when it has ended.</source>
        <translation>正在发布。请在结束后再拖入下一个 Chart。</translation>
    </message>
    <message>
        <source>A publish is running. Open the next chart when it has ended.</source>
        <translation>正在发布。请在结束后再打开下一个 Chart。</translation>
    </message>
    <message>
        <source>Open a chart&apos;s folder</source>
        <translation>打开 Chart 所在文件夹</translation>
    </message>
    <message>
        <source>Open a packed chart</source>
        <translation>打开 Chart 包</translation>
    </message>
    <message>
        <source>Packed charts (*.tgz *.tar.gz)</source>
        <translation>Chart 包 (*.tgz *.tar.gz)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message>
        <source>A publish is running. Wait for its end, or cancel it.</source>
        <translation>正在发布。请等待结束，或取消发布。</translation>
    </message>
    <message numerus="yes">
        <source>The reviewers decided about %n extension(s).</source>
        <translation>
            <numerusform>审核人员已对 %n 个扩展组件作出决定。</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 is kept. Sign in to go on with it.</source>
        <translation>已保留 %1。请登录以继续。</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>extension&apos;s name, version</comment>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>%1 is submitted for review</source>
        <translation>%1 已提交审核</translation>
    </message>
    <message>
        <source>The publish finished in the background.</source>
        <translation>发布已在后台完成。</translation>
    </message>
    <message>
        <source>Show it</source>
        <translation>查看</translation>
    </message>
</context>
<context>
    <name>ksp::MarketplaceCard</name>
    <message>
        <source>Marketplace card in Chinese</source>
        <translation>扩展市场卡片（中文）</translation>
    </message>
    <message>
        <source>Marketplace card in English</source>
        <translation>扩展市场卡片（英文）</translation>
    </message>
</context>
<context>
    <name>ksp::MessageBar</name>
    <message>
        <source>Success</source>
        <translation>成功</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>Information</source>
        <translation>信息</translation>
    </message>
    <message>
        <source>Close this message</source>
        <translation>关闭此消息</translation>
    </message>
    <message>
        <source>Details of the message</source>
        <translation>消息的详细信息</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>kind of message, sentence</comment>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>详情</translation>
    </message>
</context>
<context>
    <name>ksp::MetadataRewriter</name>
    <message>
        <source>%1: the images&apos; URLs cannot be put in here without changing something else. Write icon and screenshots as plain texts.</source>
        <translation>%1：无法在此写入图片的 URL 而不改动其他内容。请将 icon 和 screenshots 写成普通文本。</translation>
    </message>
    <message>
        <source>%1 must begin with a map of names and values.</source>
        <translation>%1 必须以由名称和值组成的映射开头。</translation>
    </message>
</context>
<context>
    <name>ksp::OwnFiles</name>
    <message>
        <source>%1 cannot be used (%2). Check its permissions and the free space on the disk, or name another folder.</source>
        <translation>无法使用 %1（%2）。请检查其权限和磁盘可用空间，或指定其他文件夹。</translation>
    </message>
    <message>
        <source>%1 belongs to another user, who could have put anything there. Nothing of it is used: name a folder of your own.</source>
        <translation>%1 属于其他用户，其中可能被放入任何内容，因此不会使用。请指定您自己的文件夹。</translation>
    </message>
    <message>
        <source>Other users may write to %1, so that anything could have been put there. Nothing of it is used: take that right from them (chmod go-w), or name a folder of your own.</source>
        <translation>其他用户可以写入 %1，其中可能被放入任何内容，因此不会使用。请取消该权限（chmod go-w），或指定您自己的文件夹。</translation>
    </message>
    <message>
        <source>%1 is no folder. Name another one.</source>
        <translation>%1 不是文件夹。请另行指定。</translation>
    </message>
    <message>
        <source>%1 is no ordinary file (it may be a link or a pipe). Remove it, then try again.</source>
        <translation>%1 不是普通文件（可能是链接或管道）。请删除它，然后重试。</translation>
    </message>
    <message>
        <source>%1 is far larger than this program makes it. Remove it, then try again.</source>
        <translation>%1 远大于本程序会写入的大小。请删除它，然后重试。</translation>
    </message>
    <message>
        <source>%1 cannot be written (%2). Check that its folder is writable and that the disk is not full.</source>
        <translation>无法写入 %1（%2）。请检查其文件夹是否可写、磁盘是否已满。</translation>
    </message>
</context>
<context>
    <name>ksp::PackageBuilder</name>
    <message>
        <source>Packing was cancelled.</source>
        <translation>已取消打包。</translation>
    </message>
    <message>
        <source>This line refers to %1/, which is left out of the package (staticFileDirectory). Use an absolute https:// address.</source>
        <translation>该行引用了 %1/，而它不会放入包中（staticFileDirectory）。请使用以 https:// 开头的绝对地址。</translation>
    </message>
    <message>
        <source>%1 (%2 bytes packed)</source>
        <translation>%1（压缩后 %2 字节）</translation>
    </message>
    <message>
        <source>The package would have at least %1 bytes; the Cloud takes at most %2. Make the largest files smaller or leave them out with .helmignore: %3.</source>
        <translation>包至少会有 %1 字节；KubeSphere Cloud 最多接受 %2。请减小最大的文件，或用 .helmignore 将其排除：%3。</translation>
    </message>
    <message>
        <source>The dependency “%1” has no sub-chart in charts/, and “helm install” refuses the chart for it. Put the sub-chart there, or remove the dependency.</source>
        <translation>依赖项“%1”在 charts/ 中没有对应的子 Chart，“helm install”会因此拒绝该 Chart。请放入该子 Chart，或删除该依赖项。</translation>
    </message>
    <message>
        <source>The package may have up to %1 bytes, by how long the images&apos; addresses are; the Cloud takes at most %2. Make it smaller to be safe.</source>
        <translation>包最多可能有 %1 字节，取决于图片地址的长度；Cloud 最多接受 %2 字节。为稳妥起见，请缩小它。</translation>
    </message>
    <message>
        <source>The package has up to %1 bytes. The documentation allows 1 MB, and the server may refuse what is above %2 bytes. Make it smaller to be safe.</source>
        <translation>包最多有 %1 字节。文档允许 1 MB，超过 %2 字节时服务器可能拒绝。为稳妥起见，请缩小它。</translation>
    </message>
</context>
<context>
    <name>ksp::PackageComparison</name>
    <message>
        <source>The package that was sent</source>
        <translation>发送的包</translation>
    </message>
    <message>
        <source>The repository&apos;s package</source>
        <translation>仓库中的包</translation>
    </message>
</context>
<context>
    <name>ksp::PackageVerb</name>
    <message>
        <source>No package was written.</source>
        <translation>没有写入包。</translation>
    </message>
    <message>
        <source>The package has %1, more than the Cloud takes.</source>
        <translation>包的大小为 %1，超过了 KubeSphere Cloud 的上限。</translation>
    </message>
    <message>
        <source>%1 cannot be written (%2). Choose another folder with -o.</source>
        <translation>无法写入 %1（%2）。请用 -o 选择其他文件夹。</translation>
    </message>
    <message>
        <source>%1 is a file, no folder</source>
        <translation>%1 是文件，不是文件夹</translation>
    </message>
    <message>
        <source>it is a link</source>
        <translation>它是链接</translation>
    </message>
</context>
<context>
    <name>ksp::PlanView</name>
    <message>
        <source>Use a &amp;new version number…</source>
        <translation>使用新的版本号(&amp;N)…</translation>
    </message>
    <message>
        <source>What will happen</source>
        <translation>将要执行的步骤</translation>
    </message>
    <message>
        <source>Asking the Cloud whether this version exists…</source>
        <translation>正在向 KubeSphere Cloud 查询该版本是否已存在…</translation>
    </message>
    <message>
        <source>No&amp;te to the reviewers (optional)</source>
        <translation>给审核人员的说明（可选）(&amp;T)</translation>
    </message>
    <message>
        <source>Note to the reviewers</source>
        <translation>给审核人员的说明</translation>
    </message>
    <message>
        <source>What is new, and what to look at. If you leave this empty, the date and “submit for review” are sent.</source>
        <translation>写明有哪些更新、请审核人员关注什么。如果留空，将发送日期和“submit for review”。</translation>
    </message>
    <message>
        <source>Check the account, and whether this version exists</source>
        <translation>检查账号，以及该版本是否已存在</translation>
    </message>
    <message numerus="yes">
        <source>Upload %n image(s)</source>
        <translation>
            <numerusform>上传 %n 张图片</numerusform>
        </translation>
    </message>
    <message>
        <source>Withdraw the submission that waits for review</source>
        <translation>撤回正在等待审核的提交</translation>
    </message>
    <message>
        <source>Upload the package</source>
        <translation>上传包</translation>
    </message>
    <message>
        <source>at most %1</source>
        <comment>a size</comment>
        <translation>最多 %1</translation>
    </message>
    <message>
        <source>Submit it for review</source>
        <translation>提交审核</translation>
    </message>
    <message>
        <source>This version exists already</source>
        <translation>该版本已存在</translation>
    </message>
    <message>
        <source>This publish was begun already</source>
        <translation>该发布此前已开始</translation>
    </message>
    <message>
        <source>Exactly this content was approved already; nothing will be sent again.</source>
        <translation>完全相同的内容已通过审核；不会重复发送。</translation>
    </message>
    <message>
        <source>Exactly this content waits for review already; nothing will be sent again.</source>
        <translation>完全相同的内容已在等待审核；不会重复发送。</translation>
    </message>
    <message>
        <source>An earlier publish of this very content stopped half-way at %1. It goes on where it stopped.</source>
        <translation>此前发布相同内容时于 %1 中途停止。将从停止处继续。</translation>
    </message>
    <message>
        <source>Version %1 waits for review (snapshot %2). You can withdraw and replace it, or publish under a new version number.</source>
        <translation>版本 %1 正在等待审核（快照 %2）。您可以撤回并替换它，或使用新的版本号发布。</translation>
    </message>
    <message>
        <source>&amp;Withdraw the submission and replace it</source>
        <translation>撤回该提交并替换(&amp;W)</translation>
    </message>
    <message>
        <source>Version %1 has the status “%2” (snapshot %3), which this program does not know. You can replace it all the same, or publish under a new version number.</source>
        <translation>版本 %1 的状态为“%2”（快照 %3），本程序不了解该状态。您仍可替换它，或使用新的版本号发布。</translation>
    </message>
    <message>
        <source>Version %1 was approved (snapshot %2). Clusters that have it will not notice that it was overwritten: better publish under a new version number.</source>
        <translation>版本 %1 已通过审核（快照 %2）。使用它的集群不会察觉版本被覆盖：最好使用新的版本号发布。</translation>
    </message>
    <message>
        <source>Version %1 is there as a draft that nobody reviews (snapshot %2). It will be replaced.</source>
        <translation>版本 %1 已存在，是无人审核的草稿（快照 %2）。它将被替换。</translation>
    </message>
    <message>
        <source>Opens extension.yaml at the version.</source>
        <translation>打开 extension.yaml 并定位到版本号。</translation>
    </message>
    <message>
        <source>For a new version number, change extension.yaml in the chart&apos;s source and pack it again.</source>
        <translation>要使用新的版本号，请在 Chart 的源文件中修改 extension.yaml，然后重新打包。</translation>
    </message>
    <message>
        <source>There it can be withdrawn, too.</source>
        <translation>也可以在那里撤回。</translation>
    </message>
    <message>
        <source>Version %1 has the status “%2” (snapshot %3). You can replace it all the same, or publish under a new version number.</source>
        <translation>版本 %1 的状态为“%2”（快照 %3）。您仍可以替换它，或使用新的版本号发布。</translation>
    </message>
    <message>
        <source>Version %1 was rejected by the reviewers (snapshot %2). It will be replaced.</source>
        <translation>版本 %1 已被审核人员拒绝（快照 %2）。它将被替换。</translation>
    </message>
    <message>
        <source>Show it under E&amp;xtensions</source>
        <translation>在扩展组件中查看(&amp;X)</translation>
    </message>
    <message>
        <source>Replace it &amp;all the same</source>
        <translation>仍然替换(&amp;A)</translation>
    </message>
    <message>
        <source>Overwrite the approved version &amp;all the same</source>
        <translation>仍然覆盖已通过的版本(&amp;A)</translation>
    </message>
</context>
<context>
    <name>ksp::PracticeBanner</name>
    <message>
        <source>This is practice: the Cloud is a program on this computer, and nothing leaves it.</source>
        <translation>这是练习：练习云是本机上的一个程序，任何内容都不会离开本机。</translation>
    </message>
    <message>
        <source>Use a &amp;real account…</source>
        <translation>使用正式账号(&amp;R)…</translation>
    </message>
</context>
<context>
    <name>ksp::PracticeCommandLine</name>
    <message>
        <source>Shows this help.</source>
        <translation>显示本帮助。</translation>
    </message>
    <message>
        <source>Shows the version.</source>
        <translation>显示版本。</translation>
    </message>
    <message>
        <source>The port to listen on; 0, the default, takes a free one.</source>
        <translation>要监听的端口；默认为 0，即使用空闲端口。</translation>
    </message>
    <message>
        <source>NUMBER</source>
        <translation>数字</translation>
    </message>
    <message>
        <source>The folder that keeps everything.</source>
        <translation>保存所有内容的文件夹。</translation>
    </message>
    <message>
        <source>FOLDER</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Approves each submission by itself after that many seconds.</source>
        <translation>经过这么多秒后自动批准每次提交。</translation>
    </message>
    <message>
        <source>SECONDS</source>
        <translation>秒数</translation>
    </message>
    <message>
        <source>Waits that many milliseconds before each answer.</source>
        <translation>每次回复前等待这么多毫秒。</translation>
    </message>
    <message>
        <source>MILLISECONDS</source>
        <translation>毫秒数</translation>
    </message>
    <message>
        <source>Appends a line of JSON for each request, without keys.</source>
        <translation>为每个请求追加一行 JSON，不含密钥。</translation>
    </message>
    <message>
        <source>FILE</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Makes up that many extensions when the state folder is new.</source>
        <translation>状态文件夹为新建时，生成这么多个扩展组件。</translation>
    </message>
    <message>
        <source>Gives each made-up extension that many versions; 1 is the default.</source>
        <translation>为每个生成的扩展组件提供这么多个版本；默认为 1。</translation>
    </message>
    <message>
        <source>The practice Cloud: a small server on this computer with the calls of the KubeSphere Cloud, for trying things without an account.</source>
        <translation>练习云：运行在本机的小型服务器，提供 KubeSphere Cloud 的接口，无需账号即可试用。</translation>
    </message>
    <message>
        <source>See ks-practice-cloud --help.</source>
        <translation>请参阅 ks-practice-cloud --help。</translation>
    </message>
    <message>
        <source>%1 is not an option.</source>
        <translation>%1 不是选项。</translation>
    </message>
    <message>
        <source>--%1 needs a whole number from 0 to %2.</source>
        <translation>--%1 需要一个 0 到 %2 之间的整数。</translation>
    </message>
    <message>
        <source>--state needs the name of a folder.</source>
        <translation>--state 需要文件夹的名称。</translation>
    </message>
</context>
<context>
    <name>ksp::PracticeLauncher</name>
    <message>
        <source>The practice Cloud, %1, cannot be started. Install this program anew.</source>
        <translation>无法启动练习云 %1。请重新安装本程序。</translation>
    </message>
    <message>
        <source>The practice Cloud, %1, ended before it was ready. See the details, then try again.</source>
        <translation>练习云 %1 在就绪之前退出。请查看详细信息，然后重试。</translation>
    </message>
</context>
<context>
    <name>ksp::PracticeServer</name>
    <message>
        <source>The port %1 cannot be used, perhaps because another program has it. Name another one, or 0 for any.</source>
        <translation>端口 %1 无法使用，可能已被其他程序占用。请指定其他端口，或用 0 表示任意端口。</translation>
    </message>
</context>
<context>
    <name>ksp::PracticeState</name>
    <message>
        <source>No practice Cloud is running on the folder %1. Start one, or name its folder.</source>
        <translation>文件夹 %1 上没有正在运行的练习云。请启动一个，或指定其文件夹。</translation>
    </message>
    <message>
        <source>The file %1 does not say how to reach the practice Cloud. Stop the practice Cloud and start it anew.</source>
        <translation>文件 %1 没有说明如何连接练习云。请停止练习云，然后重新启动。</translation>
    </message>
</context>
<context>
    <name>ksp::PracticeStore</name>
    <message>
        <source>So many versions cannot be made up. Ask for fewer.</source>
        <translation>无法生成这么多版本。请减少数量。</translation>
    </message>
</context>
<context>
    <name>ksp::PracticeVerb</name>
    <message>
        <source>The practice Cloud, %1, cannot be started. Install this program anew.</source>
        <translation>无法启动练习云 %1。请重新安装本程序。</translation>
    </message>
</context>
<context>
    <name>ksp::Preview</name>
    <message>
        <source>The extension.yaml names no icon. Add one.</source>
        <translation>extension.yaml 中没有图标。请添加。</translation>
    </message>
    <message>
        <source>This entry is empty. Remove it or name a file.</source>
        <translation>此项为空。请删除或指定文件。</translation>
    </message>
    <message>
        <source>The path leads out of the chart. Put the file into the chart.</source>
        <translation>路径指向 Chart 之外。请将文件放入 Chart。</translation>
    </message>
    <message>
        <source>The chart has no such file. Add it or correct the path.</source>
        <translation>Chart 中没有此文件。请添加文件或修正路径。</translation>
    </message>
    <message>
        <source>The file is empty. Put the image there.</source>
        <translation>文件为空。请放入图片。</translation>
    </message>
    <message>
        <source>Stays as it is: the image is in extension.yaml itself.</source>
        <translation>保持原样：图片就在 extension.yaml 中。</translation>
    </message>
    <message>
        <source>Stays as it is: the address of another server.</source>
        <translation>保持原样：其他服务器的地址。</translation>
    </message>
    <message>
        <source>Made from extension.yaml.</source>
        <translation>由 extension.yaml 生成。</translation>
    </message>
    <message>
        <source>With the images&apos; addresses.</source>
        <translation>使用图片的地址。</translation>
    </message>
    <message>
        <source>… and %1 more</source>
        <translation>… 以及另外 %1 个</translation>
    </message>
    <message>
        <source>The extension.yaml is too long to be compared.</source>
        <translation>extension.yaml 过长，无法比较。</translation>
    </message>
</context>
<context>
    <name>ksp::PreviewPage</name>
    <message>
        <source>Marketplace card</source>
        <translation>扩展市场卡片</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Reading the chart and making its package…</source>
        <translation>正在读取 Chart 并生成包…</translation>
    </message>
    <message>
        <source>This is what will be published</source>
        <translation>即将发布的内容</translation>
    </message>
    <message>
        <source>Choose a chart first.</source>
        <translation>请先选择 Chart。</translation>
    </message>
    <message>
        <source>The chart cannot be read.</source>
        <translation>无法读取 Chart。</translation>
    </message>
    <message>
        <source>The chart changed on the disk.</source>
        <translation>磁盘上的 Chart 已更改。</translation>
    </message>
    <message>
        <source>The package is being made…</source>
        <translation>正在生成包…</translation>
    </message>
    <message>
        <source>Correct the chart&apos;s errors first.</source>
        <translation>请先修正 Chart 中的错误。</translation>
    </message>
    <message>
        <source>The package is too large. Leave out some files.</source>
        <translation>包过大。请去掉一些文件。</translation>
    </message>
    <message numerus="yes">
        <source>See %n error(s) of the chart</source>
        <translation>
            <numerusform>查看 Chart 的 %n 个错误</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>See %n warning(s) about the chart</source>
        <translation>
            <numerusform>查看 Chart 的 %n 个警告</numerusform>
        </translation>
    </message>
    <message>
        <source>There is no chart yet that could be shown.</source>
        <translation>还没有可以预览的 Chart。</translation>
    </message>
    <message>
        <source>Market&amp;place card</source>
        <translation>扩展市场卡片(&amp;P)</translation>
    </message>
    <message>
        <source>I&amp;mages</source>
        <translation>图片(&amp;M)</translation>
    </message>
    <message>
        <source>Cha&amp;nges</source>
        <translation>改动(&amp;N)</translation>
    </message>
    <message>
        <source>F&amp;iles</source>
        <translation>文件(&amp;I)</translation>
    </message>
    <message>
        <source>Choose &amp;a chart</source>
        <translation>选择 Chart(&amp;A)</translation>
    </message>
</context>
<context>
    <name>ksp::Program</name>
    <message>
        <source>An extension is being published.</source>
        <translation>正在发布扩展组件。</translation>
    </message>
    <message>
        <source>There is not enough memory. Close other programs and start KubeSphere Extension Publisher again: what was under way can be gone on with.</source>
        <translation>内存不足。请关闭其他程序，然后重新启动 KubeSphere 扩展组件发布工具：进行中的工作可以继续。</translation>
    </message>
</context>
<context>
    <name>ksp::Prompt</name>
    <message>
        <source>%1 Nobody can be asked here: add --yes to agree.</source>
        <translation>%1 此处无法询问：请添加 --yes 表示同意。</translation>
    </message>
    <message>
        <source>[y/N]</source>
        <translation>[y/N]</translation>
    </message>
    <message>
        <source>The input ended before the question was answered.</source>
        <translation>问题尚未回答，输入就已结束。</translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation>已停止。</translation>
    </message>
    <message>
        <source>An API key is needed, and nobody can be asked for it here. Send it as the first line of the standard input with --key-stdin, or sign in first with the command login.</source>
        <translation>需要 API 密钥，但此处无法询问。请使用 --key-stdin 在标准输入的第一行提供密钥，或先用 login 命令登录。</translation>
    </message>
    <message>
        <source>No API key was given.</source>
        <translation>未输入 API 密钥。</translation>
    </message>
</context>
<context>
    <name>ksp::ProxyFactory</name>
    <message>
        <source>The variable %1 has a blank in or around the proxy&apos;s address. Take it out.</source>
        <translation>变量 %1 中代理地址的内部或两端有空格。请去掉空格。</translation>
    </message>
    <message>
        <source>The user name or the password in the variable %1 holds a character that cannot stand there as it is. Write @ as %2, / as %3, # as %4, ? as %5 and % as %6.</source>
        <translation>变量 %1 中的用户名或密码含有不能直接书写的字符。请将 @ 写成 %2，/ 写成 %3，# 写成 %4，? 写成 %5，% 写成 %6。</translation>
    </message>
    <message>
        <source>The variable %1 names a proxy of the kind %2, which cannot be used. Name one that begins with http:// or socks5://.</source>
        <translation>变量 %1 指定的代理类型 %2 无法使用。请指定以 http:// 或 socks5:// 开头的代理。</translation>
    </message>
    <message>
        <source>The variable %1 does not hold the address of a proxy. Write one such as http://proxy.example:3128, or remove the variable.</source>
        <translation>变量 %1 的内容不是代理地址。请写成例如 http://proxy.example:3128，或删除该变量。</translation>
    </message>
    <message>
        <source>It goes through the proxy %1, which can read the key, too.</source>
        <translation>它会经过代理 %1，该代理也能读取密钥。</translation>
    </message>
</context>
<context>
    <name>ksp::PublishCheck</name>
    <message>
        <source>This key belongs to the user %1, but the account is that of %2. Enter the key of %2, or sign in to another account.</source>
        <translation>该密钥属于用户 %1，但账号是 %2 的。请输入 %2 的密钥，或登录其他账号。</translation>
    </message>
</context>
<context>
    <name>ksp::PublishJob</name>
    <message>
        <source>Checking account and version</source>
        <translation>检查账号和版本</translation>
    </message>
    <message>
        <source>Uploading the images</source>
        <translation>上传图片</translation>
    </message>
    <message>
        <source>Withdrawing the version that waits for review</source>
        <translation>撤回等待审核的版本</translation>
    </message>
    <message>
        <source>Uploading the package</source>
        <translation>上传包</translation>
    </message>
    <message>
        <source>Submitting for review</source>
        <translation>提交审核</translation>
    </message>
    <message>
        <source>Nothing was sent: the version that waits for review stays as it is.</source>
        <translation>没有发送任何内容：等待审核的版本保持不变。</translation>
    </message>
    <message>
        <source>Going on with the publish of %1 %2 that began at %3.</source>
        <translation>继续 %1 %2 于 %3 开始的发布。</translation>
    </message>
    <message>
        <source>The version is waiting for review already; nothing is sent again.</source>
        <translation>该版本已在等待审核；不会重复发送。</translation>
    </message>
    <message>
        <source>The version is approved already; nothing is sent again.</source>
        <translation>该版本已通过审核；不会重复发送。</translation>
    </message>
    <message>
        <source>With the images&apos; addresses the package has %1 bytes; the Cloud takes at most %2. It was not sent. These images remain on the server: %3. Make the package smaller and push again.</source>
        <translation>加入图片的地址后，包有 %1 字节；KubeSphere Cloud 最多接受 %2。包没有发送。以下图片会留在服务器上：%3。请减小包的大小，然后重新推送。</translation>
    </message>
    <message>
        <source>Publishing was cancelled. Publishing the same chart again goes on where it stopped.</source>
        <translation>已取消发布。再次发布同一 Chart 时会从停止处继续。</translation>
    </message>
    <message>
        <source>Version %1 of %2 is approved already. Clusters that have it will not notice an overwritten version: raise the version, or agree to overwriting it (on the command line: --overwrite-active).</source>
        <translation>%2 的版本 %1 已通过审核。使用它的集群不会察觉版本被覆盖：请提高版本号，或同意覆盖（命令行：--overwrite-active）。</translation>
    </message>
    <message>
        <source>Nothing was sent: version %1 is on the server with the status “%2” and stays as it is.</source>
        <translation>没有发送任何内容：服务器上的版本 %1 状态为“%2”，保持不变。</translation>
    </message>
</context>
<context>
    <name>ksp::PublishLock</name>
    <message>
        <source>The folder %1 cannot be written. Check its permissions and the free space of the disk.</source>
        <translation>无法写入文件夹 %1。请检查其权限和磁盘的可用空间。</translation>
    </message>
    <message>
        <source>%1 %2 is being published already (%3, process %4). Wait until that has ended, or stop it.</source>
        <translation>%1 %2 正在发布中（%3，进程 %4）。请等待其结束，或将其停止。</translation>
    </message>
</context>
<context>
    <name>ksp::PublishRun</name>
    <message>
        <source>Publishing was cancelled.</source>
        <translation>已取消发布。</translation>
    </message>
    <message>
        <source>Publishing stopped since the server does not accept the account&apos;s key. With a new key it goes on where it stopped.</source>
        <translation>服务器不接受该账号的密钥，发布已停止。更换密钥后会从停止处继续。</translation>
    </message>
    <message>
        <source>Publishing waits until %1 is signed in again. It then goes on where it stopped.</source>
        <translation>发布正在等待 %1 重新登录。之后会从停止处继续。</translation>
    </message>
    <message>
        <source>Publishing stopped since the account was changed. Signed in to %1 again, it goes on where it stopped.</source>
        <translation>账号已更换，发布已停止。重新登录 %1 后，可从停止处继续。</translation>
    </message>
</context>
<context>
    <name>ksp::PublishWizard</name>
    <message>
        <source>Account</source>
        <translation>账号</translation>
    </message>
    <message>
        <source>Chart</source>
        <translation>Chart</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>预览</translation>
    </message>
    <message>
        <source>Submit</source>
        <translation>提交</translation>
    </message>
    <message>
        <source>&amp;Back</source>
        <translation>上一步(&amp;B)</translation>
    </message>
</context>
<context>
    <name>ksp::PushVerb</name>
    <message>
        <source>Nothing was sent.</source>
        <translation>没有发送任何内容。</translation>
    </message>
    <message>
        <source>Version %1 waits for review (snapshot %2). Withdraw it, replace it and submit it again?</source>
        <translation>版本 %1 正在等待审核（快照 %2）。要撤回、替换并重新提交吗？</translation>
    </message>
    <message>
        <source>Version %1 exists with the status “%2” (snapshot %3). Replace it and submit it?</source>
        <translation>版本 %1 已存在，状态为“%2”（快照 %3）。要替换并提交吗？</translation>
    </message>
</context>
<context>
    <name>ksp::ReadmeChecks</name>
    <message>
        <source>The image in this line never shows: the console takes images from absolute https:// addresses only. Put it on a server, and write its address here.</source>
        <translation>该行的图片永远不会显示：控制台只显示以 https:// 开头的绝对地址的图片。请将图片放到服务器上，并在此写入其地址。</translation>
    </message>
</context>
<context>
    <name>ksp::RecentCharts</name>
    <message>
        <source>Recent charts</source>
        <translation>最近打开的 Chart</translation>
    </message>
    <message>
        <source>Open %1</source>
        <translation>打开 %1</translation>
    </message>
    <message>
        <source>Not there any more: %1</source>
        <translation>已不存在：%1</translation>
    </message>
    <message>
        <source>Take %1 off this list</source>
        <translation>从列表中移除 %1</translation>
    </message>
    <message>
        <source>There is nothing at %1 any more.</source>
        <translation>%1 处已没有任何内容。</translation>
    </message>
</context>
<context>
    <name>ksp::RegularFile</name>
    <message>
        <source>%1 cannot be read (%2). Check its permissions.</source>
        <translation>无法读取 %1（%2）。请检查其权限。</translation>
    </message>
    <message>
        <source>%1 is not a regular file but a device, pipe or socket.</source>
        <translation>%1 不是普通文件，而是设备、管道或套接字。</translation>
    </message>
    <message>
        <source>%1 has %2 bytes; at most %3 are taken.</source>
        <translation>%1 有 %2 字节，最多只能是 %3 字节。</translation>
    </message>
    <message>
        <source>Reading %1 was cancelled.</source>
        <translation>已取消读取 %1。</translation>
    </message>
</context>
<context>
    <name>ksp::Report</name>
    <message>
        <source>The report cannot be saved as %1. Choose another folder, or make room on the disk.</source>
        <translation>无法将报告保存为 %1。请选择其他文件夹，或清理磁盘空间。</translation>
    </message>
</context>
<context>
    <name>ksp::RequestLog</name>
    <message>
        <source>The log file %1 cannot be written. Name another one.</source>
        <translation>无法写入日志文件 %1。请指定其他文件。</translation>
    </message>
</context>
<context>
    <name>ksp::ResumeOffer</name>
    <message>
        <source>Give &amp;up</source>
        <translation>放弃(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Later</source>
        <translation>以后再说(&amp;L)</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>extension&apos;s name, version</comment>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>Publishing %1 stopped half-way at %2. Go on with it?</source>
        <translation>%1 的发布于 %2 中途停止。要继续吗？</translation>
    </message>
    <message>
        <source>Signing in as %1…</source>
        <translation>正在登录 %1…</translation>
    </message>
    <message>
        <source>To go on with %1, sign in as %2 at %3 first.</source>
        <translation>要继续发布 %1，请先以 %2 登录 %3。</translation>
    </message>
    <message>
        <source>Looking whether the chart is still the same…</source>
        <translation>正在检查 Chart 是否有变化…</translation>
    </message>
    <message>
        <source>The chart of %1 was changed since then: it has to be published anew. Images that were sent and did not change are not sent again.</source>
        <translation>%1 的 Chart 此后已更改：需要重新发布。已发送且未更改的图片不会重复发送。</translation>
    </message>
    <message>
        <source>%1 cannot be gone on with: its chart cannot be opened any more. %2</source>
        <translation>无法继续发布 %1：其 Chart 已无法打开。%2</translation>
    </message>
    <message>
        <source>%1 was given up.</source>
        <translation>已放弃发布 %1。</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>two sentences</comment>
        <translation>%1%2</translation>
    </message>
    <message numerus="yes">
        <source>%n image(s) that were sent remain on the server; no way to delete them is known.</source>
        <translation>
            <numerusform>已发送的 %n 张图片会留在服务器上；目前没有已知的删除方法。</numerusform>
        </translation>
    </message>
    <message>
        <source>Others may have arrived without the server having said so.</source>
        <translation>可能还有其他图片已送达，但服务器没有确认。</translation>
    </message>
    <message>
        <source>&amp;Open the chart</source>
        <translation>打开 Chart(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Go on</source>
        <translation>继续(&amp;G)</translation>
    </message>
    <message>
        <source>Cl&amp;ose</source>
        <translation>关闭(&amp;O)</translation>
    </message>
</context>
<context>
    <name>ksp::ReviewCommands</name>
    <message>
        <source>Version %1 was withdrawn. It is a draft again.</source>
        <translation>版本 %1 已撤回，重新成为草稿。</translation>
    </message>
    <message>
        <source>Version %1 was submitted for review.</source>
        <translation>版本 %1 已提交审核。</translation>
    </message>
</context>
<context>
    <name>ksp::ReviewNotices</name>
    <message>
        <source>, </source>
        <comment>between names</comment>
        <translation>，</translation>
    </message>
    <message>
        <source>%1 and others</source>
        <comment>names</comment>
        <translation>%1 等</translation>
    </message>
    <message numerus="yes">
        <source>%n status(es) changed</source>
        <translation>
            <numerusform>%n 个状态已变更</numerusform>
        </translation>
    </message>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>%1 was sent back</source>
        <comment>name and version</comment>
        <translation>%1 被退回</translation>
    </message>
    <message>
        <source>%1 was approved</source>
        <comment>name and version</comment>
        <translation>%1 已通过审核</translation>
    </message>
    <message>
        <source>%1 is now “%2”</source>
        <comment>name and version, status</comment>
        <translation>%1 的状态变为“%2”</translation>
    </message>
    <message>
        <source>It is “%1” now, and no longer under review.</source>
        <translation>现在的状态是“%1”，已不在审核中。</translation>
    </message>
</context>
<context>
    <name>ksp::ReviewStatus</name>
    <message>
        <source>Uploaded, but not submitted for review.</source>
        <translation>已上传，尚未提交审核。</translation>
    </message>
    <message>
        <source>Waits for the reviewers.</source>
        <translation>等待审核人员处理。</translation>
    </message>
    <message>
        <source>Approved. A cluster that is bound to the Cloud sees it when it next asks, every 15 minutes at best.</source>
        <translation>已通过审核。绑定到 Cloud 的集群将在下次查询时看到它，最快每 15 分钟查询一次。</translation>
    </message>
    <message>
        <source>Has an approved version.</source>
        <translation>有已通过审核的版本。</translation>
    </message>
    <message>
        <source>Passed the review, but is not on the marketplace yet.</source>
        <translation>已通过审核，但尚未在扩展市场上架。</translation>
    </message>
    <message>
        <source>Rejected by the reviewers. It can be changed and submitted again.</source>
        <translation>被审核人员拒绝。可以修改后重新提交。</translation>
    </message>
    <message>
        <source>Taken off the marketplace for the time being.</source>
        <translation>已暂时从扩展市场下架。</translation>
    </message>
    <message>
        <source>you</source>
        <comment>who acts next</comment>
        <translation>您</translation>
    </message>
    <message>
        <source>the reviewers</source>
        <comment>who acts next</comment>
        <translation>审核人员</translation>
    </message>
    <message>
        <source>nobody</source>
        <comment>who acts next</comment>
        <translation>无需处理</translation>
    </message>
    <message numerus="yes">
        <source>%1 not loaded</source>
        <comment>a number of extensions</comment>
        <translation>
            <numerusform>%1 个未加载</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 in review</source>
        <comment>a number of extensions</comment>
        <translation>
            <numerusform>%1 个审核中</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 approved</source>
        <comment>a number of extensions</comment>
        <translation>
            <numerusform>%1 个已通过</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 drafts</source>
        <comment>a number of extensions</comment>
        <translation>
            <numerusform>%1 个草稿</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 passed</source>
        <comment>a number of extensions</comment>
        <translation>
            <numerusform>%1 个审核通过</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 rejected</source>
        <comment>a number of extensions</comment>
        <translation>
            <numerusform>%1 个被拒绝</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 suspended</source>
        <comment>a number of extensions</comment>
        <translation>
            <numerusform>%1 个已下架</numerusform>
        </translation>
    </message>
    <message>
        <source>draft</source>
        <translation>草稿</translation>
    </message>
    <message>
        <source>submitted</source>
        <translation>审核中</translation>
    </message>
    <message>
        <source>active</source>
        <translation>已通过</translation>
    </message>
    <message>
        <source>ready</source>
        <translation>已就绪</translation>
    </message>
    <message>
        <source>passed</source>
        <translation>审核通过</translation>
    </message>
    <message>
        <source>rejected</source>
        <translation>被拒绝</translation>
    </message>
    <message>
        <source>suspended</source>
        <translation>已下架</translation>
    </message>
</context>
<context>
    <name>ksp::ReviewTable</name>
    <message>
        <source>&amp;Copy row</source>
        <translation>复制行(&amp;C)</translation>
    </message>
    <message>
        <source>Copy c&amp;ell</source>
        <translation>复制单元格(&amp;E)</translation>
    </message>
    <message>
        <source>Sort by this column, &amp;ascending</source>
        <translation>按此列升序排序(&amp;A)</translation>
    </message>
    <message>
        <source>Sort by this column, &amp;descending</source>
        <translation>按此列降序排序(&amp;D)</translation>
    </message>
</context>
<context>
    <name>ksp::ReviewVerb</name>
    <message>
        <source>Approving the snapshot</source>
        <translation>批准快照</translation>
    </message>
    <message>
        <source>Rejecting the snapshot</source>
        <translation>拒绝快照</translation>
    </message>
    <message>
        <source>Snapshot %1 is %2 now</source>
        <translation>快照 %1 的状态现在为 %2</translation>
    </message>
</context>
<context>
    <name>ksp::RunView</name>
    <message>
        <source>&amp;Keep it as it is</source>
        <translation>保持不变(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>取消(&amp;C)</translation>
    </message>
    <message>
        <source>Back to the &amp;plan</source>
        <translation>返回步骤列表(&amp;P)</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>正在停止…</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>two sentences</comment>
        <translation>%1%2</translation>
    </message>
    <message>
        <source>Meanwhile version %1 waits for review (snapshot %2). Withdraw it, replace it and submit it again?</source>
        <translation>版本 %1 现在正在等待审核（快照 %2）。要撤回、替换并重新提交吗？</translation>
    </message>
    <message>
        <source>&amp;Withdraw and replace</source>
        <translation>撤回并替换(&amp;W)</translation>
    </message>
    <message>
        <source>Meanwhile version %1 has the status “%2” (snapshot %3). Replace it and submit it?</source>
        <translation>版本 %1 现在的状态为“%2”（快照 %3）。要替换并提交吗？</translation>
    </message>
    <message>
        <source>Repl&amp;ace</source>
        <translation>替换(&amp;A)</translation>
    </message>
</context>
<context>
    <name>ksp::SecretChecks</name>
    <message>
        <source>This is a private key, and everybody could read it in the package. Delete it or leave it out with .helmignore; where it was published before, replace it.</source>
        <translation>这是私钥，放入包中后任何人都能读取。请删除它或用 .helmignore 排除；如果曾经发布过，请更换密钥。</translation>
    </message>
    <message>
        <source>This looks like a file with passwords or keys, which everybody can read in the package. Leave it out with .helmignore.</source>
        <translation>该文件看起来含有密码或密钥，放入包中后任何人都能读取。请用 .helmignore 排除。</translation>
    </message>
    <message>
        <source>This file holds a private key, which everybody can read in the package. Have it made when the extension is installed.</source>
        <translation>该文件含有私钥，放入包中后任何人都能读取。请改为在安装扩展组件时生成。</translation>
    </message>
</context>
<context>
    <name>ksp::ServerAccess</name>
    <message>
        <source>There is no account &quot;%1&quot;. Sign in with &quot;ks-publisher-cli login --account %1&quot;.</source>
        <translation>没有账号“%1”。请用“ks-publisher-cli login --account %1”登录。</translation>
    </message>
    <message>
        <source>The account &quot;%1&quot; belongs to %2. Leave out either --account or --server.</source>
        <translation>账号“%1”属于 %2。请去掉 --account 或 --server。</translation>
    </message>
    <message>
        <source>%1 is not encrypted: whoever is on the way can read your API key. Send it all the same?</source>
        <translation>%1 未加密：传输途中的任何人都能读取您的 API 密钥。仍要发送吗？</translation>
    </message>
    <message>
        <source>Stopped; nothing was sent.</source>
        <translation>已停止；没有发送任何内容。</translation>
    </message>
    <message>
        <source>The keychain has no API key for the account &quot;%1&quot;.</source>
        <translation>密钥环中没有账号“%1”的 API 密钥。</translation>
    </message>
    <message>
        <source>API key: </source>
        <translation>API 密钥：</translation>
    </message>
    <message>
        <source>%1 is not encrypted: whoever is on the way can read your API key. %2 Send it all the same?</source>
        <comment>server, a sentence on the proxy</comment>
        <translation>%1 未加密：途中的任何人都能读取您的 API 密钥。%2 仍要发送吗？</translation>
    </message>
</context>
<context>
    <name>ksp::ServerField</name>
    <message>
        <source>Server</source>
        <translation>服务器</translation>
    </message>
    <message>
        <source>This server is not encrypted: whoever is on the way can read your API key. Use an https:// address if there is one.</source>
        <translation>此服务器未加密：传输途中的任何人都能读取您的 API 密钥。如有 https:// 地址，请使用该地址。</translation>
    </message>
    <message>
        <source>S&amp;erver</source>
        <translation>服务器(&amp;E)</translation>
    </message>
    <message>
        <source>Send it u&amp;nencrypted all the same</source>
        <translation>仍然不加密发送(&amp;N)</translation>
    </message>
</context>
<context>
    <name>ksp::ServerUrl</name>
    <message>
        <source>The server&apos;s address is empty. Give one such as %1.</source>
        <translation>服务器地址为空。请填写地址，例如 %1。</translation>
    </message>
    <message>
        <source>“%1” is not the address of a server. It begins with https:// and a host name, such as %2.</source>
        <translation>“%1”不是服务器地址。地址应以 https:// 和主机名开头，例如 %2。</translation>
    </message>
    <message>
        <source>The server&apos;s address must not contain a user name or a password. Leave out what stands before the “@”.</source>
        <translation>服务器地址不能包含用户名或密码。请去掉“@”之前的内容。</translation>
    </message>
    <message>
        <source>The server&apos;s address must not contain “?” or “#”. Leave out what follows them.</source>
        <translation>服务器地址不能包含“?”或“#”。请去掉其后的内容。</translation>
    </message>
    <message>
        <source>%1 is not encrypted: whoever is on the way can read your API key. Use an https:// address, or say explicitly that you accept this.</source>
        <translation>%1 未加密：传输途中的任何人都能读取您的 API 密钥。请使用 https:// 地址，或明确表示您接受这一点。</translation>
    </message>
</context>
<context>
    <name>ksp::Session</name>
    <message>
        <source>There is no account “%1” any more.</source>
        <translation>账号“%1”已不存在。</translation>
    </message>
    <message>
        <source>The keychain has no API key for this account.</source>
        <translation>密钥环中没有此账号的 API 密钥。</translation>
    </message>
    <message>
        <source>This is the key of another user, %1. Enter a key of %2, or add an account for the other user.</source>
        <translation>这是另一个用户 %1 的密钥。请输入 %2 的密钥，或为该用户添加账号。</translation>
    </message>
    <message>
        <source>If a keychain holds the API key of this account, it is still there. %1</source>
        <translation>如果密钥环中有此账号的 API 密钥，它仍然保留在其中。%1</translation>
    </message>
    <message>
        <source>Practice</source>
        <comment>the name of an account</comment>
        <translation>练习</translation>
    </message>
    <message>
        <source>The practice Cloud ended. It is started again; nothing that it stored is lost.</source>
        <translation>练习云已退出，正在重新启动；已保存的内容不会丢失。</translation>
    </message>
</context>
<context>
    <name>ksp::SignInPane</name>
    <message>
        <source>Back to your a&amp;ccount</source>
        <translation>返回您的账号(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Try it without an account</source>
        <translation>无需账号，先试用(&amp;T)</translation>
    </message>
    <message>
        <source>Starts a practice Cloud on this computer. Nothing leaves it, and no account is needed.</source>
        <translation>在本机启动练习云。任何内容都不会离开本机，也不需要账号。</translation>
    </message>
    <message>
        <source>Stored accounts</source>
        <translation>已保存的账号</translation>
    </message>
    <message>
        <source>%1 at %2</source>
        <comment>user ID, server</comment>
        <translation>%2 上的 %1</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <comment>account, whose it is</comment>
        <translation>%1，%2</translation>
    </message>
    <message>
        <source>Another account…</source>
        <translation>其他账号…</translation>
    </message>
    <message>
        <source>The key of ksbuilder was filled in. Sign in to use it.</source>
        <translation>已填入 ksbuilder 的密钥。登录后即可使用。</translation>
    </message>
    <message>
        <source>&amp;Sign in as</source>
        <translation>登录账号(&amp;S)</translation>
    </message>
    <message>
        <source>Take over the ke&amp;y from ksbuilder</source>
        <translation>沿用 ksbuilder 的密钥(&amp;Y)</translation>
    </message>
</context>
<context>
    <name>ksp::SizeGauge</name>
    <message>
        <source>Computing the size…</source>
        <translation>正在计算大小…</translation>
    </message>
    <message>
        <source>The package is being compressed to see how large it becomes.</source>
        <translation>正在压缩包，以确定其大小。</translation>
    </message>
    <message>
        <source>No package</source>
        <translation>没有包</translation>
    </message>
    <message>
        <source>Size unknown</source>
        <translation>大小未知</translation>
    </message>
    <message>
        <source>The server may refuse it</source>
        <translation>服务器可能会拒绝</translation>
    </message>
    <message>
        <source>It is not known how exactly the server counts 1 MB. Leave out a file to be safe.</source>
        <translation>尚不清楚服务器具体如何计算 1 MB。为保险起见，请排除一个文件。</translation>
    </message>
    <message>
        <source>Fits</source>
        <translation>大小合适</translation>
    </message>
    <message>
        <source>Too large</source>
        <translation>过大</translation>
    </message>
    <message>
        <source>Leave out %1 or more.</source>
        <translation>请至少排除 %1。</translation>
    </message>
    <message>
        <source>May be too large</source>
        <translation>可能过大</translation>
    </message>
    <message>
        <source>Decided after the images are uploaded, since their addresses become part of the package.</source>
        <translation>上传图片后才能确定，因为图片的地址会成为包的一部分。</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <comment>two sizes</comment>
        <translation>%1 到 %2</translation>
    </message>
    <message>
        <source>%1 % of the limit</source>
        <translation>上限的 %1 %</translation>
    </message>
    <message>
        <source>%1 to %2 % of the limit</source>
        <translation>上限的 %1 到 %2 %</translation>
    </message>
    <message>
        <source>%1 of %2.</source>
        <translation>%1，上限为 %2。</translation>
    </message>
    <message>
        <source>%1 to %2 of %3, depending on the addresses that the images get.</source>
        <translation>%1 到 %2，上限为 %3，取决于图片得到的地址。</translation>
    </message>
    <message>
        <source>%1 to %2 of %3.</source>
        <translation>%1 到 %2，上限为 %3。</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>two sentences, one after the other</comment>
        <translation>%1%2</translation>
    </message>
    <message>
        <source>Largest files in the package</source>
        <translation>包中最大的文件</translation>
    </message>
    <message>
        <source>Compressed bytes</source>
        <translation>压缩后的字节数</translation>
    </message>
    <message>
        <source>, </source>
        <comment>between the parts of a summary</comment>
        <translation>，</translation>
    </message>
    <message>
        <source>less than 1 % of the limit</source>
        <translation>不到上限的 1 %</translation>
    </message>
</context>
<context>
    <name>ksp::SizeSection</name>
    <message>
        <source>&amp;Smallest package</source>
        <translation>最小的包(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Keep uploaded images in the package</source>
        <translation>在包中保留已上传的图片(&amp;K)</translation>
    </message>
    <message>
        <source>Icon and screenshots are uploaded and need not be in the package, unless your templates read them.</source>
        <translation>图标和截图会被上传，无需放入包，除非您的模板要读取它们。</translation>
    </message>
    <message>
        <source>&amp;Smallest package (in any case, being near the limit)</source>
        <translation>最小的包（接近上限，自动启用）(&amp;S)</translation>
    </message>
    <message>
        <source>Packages near the limit are compressed as much as possible, without being asked.</source>
        <translation>接近上限的包会自动以最高程度压缩。</translation>
    </message>
    <message>
        <source>Compresses as much as possible, which takes longer. Near the limit that is done without being asked.</source>
        <translation>以最高程度压缩，耗时更长。接近上限时会自动启用。</translation>
    </message>
    <message numerus="yes">
        <source>The chart has %n error(s). The package is made when they are corrected.</source>
        <translation>
            <numerusform>Chart 有 %n 个错误。修正后即可生成包。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ksp::SnapshotsModel</name>
    <message>
        <source>Version</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Changed</source>
        <translation>变更时间</translation>
    </message>
    <message>
        <source>ID</source>
        <translation>ID</translation>
    </message>
</context>
<context>
    <name>ksp::SpellingChecks</name>
    <message>
        <source>The key “%1” is not known and means nothing. Did you mean “%2”?</source>
        <translation>键“%1”无法识别，不起作用。您是指“%2”吗？</translation>
    </message>
    <message>
        <source>%1 is empty: the console shows nothing there. Write a text.</source>
        <translation>%1 为空：控制台在此处不显示任何内容。请填写文字。</translation>
    </message>
    <message>
        <source>%1 ends before “%2”: without quotes YAML takes what begins with “ #” for a comment. Put the text in quotes.</source>
        <translation>%1 在“%2”之前就结束了：不加引号时，YAML 会将“ #”之后的内容当作注释。请给文本加上引号。</translation>
    </message>
</context>
<context>
    <name>ksp::StateFolder</name>
    <message>
        <source>Another practice Cloud is running on the folder %1. Stop it first, or name another folder.</source>
        <translation>另一个练习云正在文件夹 %1 上运行。请先停止它，或指定其他文件夹。</translation>
    </message>
    <message>
        <source>The folder %1 cannot be locked. Check that it is writable and the disk is not full.</source>
        <translation>无法锁定文件夹 %1。请检查它是否可写、磁盘是否已满。</translation>
    </message>
    <message>
        <source>The file %1 is damaged and cannot be set aside. Move it away, or name another folder.</source>
        <translation>文件 %1 已损坏，且无法移到一旁。请将其移走，或指定其他文件夹。</translation>
    </message>
    <message>
        <source>The file %1 was damaged. It was set aside as %2, and the practice Cloud goes on without it.</source>
        <translation>文件 %1 已损坏。它已另存为 %2，练习云将在没有它的情况下继续运行。</translation>
    </message>
    <message>
        <source>The file %1 is missing or damaged. Push the extension again.</source>
        <translation>文件 %1 缺失或已损坏。请重新推送该扩展组件。</translation>
    </message>
</context>
<context>
    <name>ksp::StatusFilterBar</name>
    <message numerus="yes">
        <source>All %1</source>
        <comment>a number of extensions</comment>
        <translation>
            <numerusform>全部 %1 个</numerusform>
        </translation>
    </message>
    <message>
        <source>Show only: %1</source>
        <translation>仅显示：%1</translation>
    </message>
    <message>
        <source>Their versions were not asked for yet. This goes on in the background.</source>
        <translation>尚未查询它们的版本。查询将在后台继续进行。</translation>
    </message>
</context>
<context>
    <name>ksp::StepBar</name>
    <message>
        <source>Step %1 of %2: %3</source>
        <translation>第 %1 步，共 %2 步：%3</translation>
    </message>
    <message>
        <source>%1, current</source>
        <translation>%1，当前</translation>
    </message>
    <message>
        <source>%1, done</source>
        <translation>%1，已完成</translation>
    </message>
</context>
<context>
    <name>ksp::StepRow</name>
    <message numerus="yes">
        <source>The server asks to wait. It goes on in %n second(s).</source>
        <translation>
            <numerusform>服务器要求等待。%n 秒后继续。</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <comment>bytes sent, all bytes</comment>
        <translation>%1，共 %2</translation>
    </message>
    <message>
        <source>Under way</source>
        <translation>进行中</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>Not needed</source>
        <translation>不需要</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>step, state</comment>
        <translation>%1：%2</translation>
    </message>
    <message numerus="yes">
        <source>No answer came. It is tried again in %n second(s).</source>
        <translation>
            <numerusform>没有收到应答，%n 秒后重试。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ksp::SubCharts</name>
    <message>
        <source>Packing was cancelled.</source>
        <translation>已取消打包。</translation>
    </message>
    <message>
        <source>%1: the sub-charts are nested too deeply.</source>
        <translation>%1：子 Chart 嵌套过深。</translation>
    </message>
    <message>
        <source>%1 is neither a sub-chart nor an archive of one (.tgz), and Helm refuses the chart for it. Move it out of charts/.</source>
        <translation>%1 既不是子 Chart，也不是子 Chart 的包（.tgz），Helm 会因此拒绝该 Chart。请将其移出 charts/。</translation>
    </message>
    <message>
        <source>The sub-chart %1 has no Chart.yaml, and Helm refuses the chart for it. Add it, or move the folder out of charts/.</source>
        <translation>子 Chart %1 没有 Chart.yaml，Helm 会因此拒绝该 Chart。请添加该文件，或将文件夹移出 charts/。</translation>
    </message>
    <message>
        <source>The chart and its sub-charts unpack to more than Helm takes (100 MiB). Take large files out.</source>
        <translation>Chart 及其子 Chart 解压后超过 Helm 的上限（100 MiB）。请移除大文件。</translation>
    </message>
    <message>
        <source>The package</source>
        <translation>该包</translation>
    </message>
    <message>
        <source>The package has no Chart.yaml.</source>
        <translation>包中没有 Chart.yaml。</translation>
    </message>
    <message>
        <source>%1 and %2 are both called “%3”, and Helm makes one chart of them: all files of both, and where both have a file, that of %4 (version %5). Keep only one of them.</source>
        <translation>%1 和 %2 都名为“%3”，Helm 会将它们合并为一个 Chart：包含两者的全部文件，同名文件取 %4（版本 %5）的。请只保留其中一个。</translation>
    </message>
    <message>
        <source>%1:%2 is not valid JSON. Correct it; Helm refuses the chart otherwise.</source>
        <translation>%1:%2 不是有效的 JSON。请更正，否则 Helm 会拒绝该 Chart。</translation>
    </message>
    <message>
        <source>No values fit a schema that is neither a map nor true, and “helm install” refuses the chart. Correct it, or remove the file.</source>
        <translation>既不是映射也不是 true 的模式不允许任何值，“helm install”会拒绝该 Chart。请更正，或删除该文件。</translation>
    </message>
</context>
<context>
    <name>ksp::SubmitPage</name>
    <message>
        <source>Publishing…</source>
        <translation>正在发布…</translation>
    </message>
    <message>
        <source>It is submitted</source>
        <translation>已提交</translation>
    </message>
    <message>
        <source>Publishing was stopped</source>
        <translation>发布已停止</translation>
    </message>
    <message>
        <source>Publishing did not succeed</source>
        <translation>发布未成功</translation>
    </message>
    <message>
        <source>Submit it for review</source>
        <translation>提交审核</translation>
    </message>
    <message>
        <source>&amp;Watch it</source>
        <translation>查看进展(&amp;W)</translation>
    </message>
    <message>
        <source>&amp;Try again</source>
        <translation>重试(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Submit for review</source>
        <translation>提交审核(&amp;S)</translation>
    </message>
    <message>
        <source>Publishing is under way. To go back, cancel it.</source>
        <translation>正在发布。要返回，请先取消。</translation>
    </message>
    <message>
        <source>Answer the question first.</source>
        <translation>请先回答问题。</translation>
    </message>
    <message>
        <source>Signing in is under way.</source>
        <translation>正在登录。</translation>
    </message>
    <message>
        <source>A new API key is needed.</source>
        <translation>需要新的 API 密钥。</translation>
    </message>
    <message>
        <source>To go on, sign in as %1 again.</source>
        <translation>要继续，请重新登录 %1。</translation>
    </message>
    <message>
        <source>Sign in first.</source>
        <translation>请先登录。</translation>
    </message>
    <message>
        <source>There is no chart that can be published.</source>
        <translation>没有可以发布的 Chart。</translation>
    </message>
    <message>
        <source>The chart was changed after the preview. Look at it again first.</source>
        <translation>Chart 在预览后已更改。请先重新查看预览。</translation>
    </message>
    <message>
        <source>It is not known yet whether this version exists.</source>
        <translation>尚不清楚该版本是否已存在。</translation>
    </message>
    <message>
        <source>The Cloud is asked whether this version exists.</source>
        <translation>正在向 KubeSphere Cloud 查询该版本是否已存在。</translation>
    </message>
    <message>
        <source>This version exists already: agree to replace it, or use a new version number.</source>
        <translation>该版本已存在：请同意替换，或使用新的版本号。</translation>
    </message>
    <message>
        <source>There is a question to answer.</source>
        <translation>有一个问题需要回答。</translation>
    </message>
    <message>
        <source>The chart cannot be read any more since the preview was made.</source>
        <translation>预览之后，已无法读取该 Chart。</translation>
    </message>
    <message>
        <source>Changed since the preview: %1. What is sent is what the preview shows.</source>
        <translation>预览后已更改：%1。只发送预览中显示的内容。</translation>
    </message>
    <message numerus="yes">
        <source>Changed since the preview: %1 and %n more file(s). What is sent is what the preview shows.</source>
        <translation>
            <numerusform>预览后已更改：%1 以及另外 %n 个文件。只发送预览中显示的内容。</numerusform>
        </translation>
    </message>
    <message>
        <source>Back to &amp;Preview</source>
        <translation>返回预览(&amp;P)</translation>
    </message>
    <message>
        <source>Nobody is signed in. The chart and your answers are kept.</source>
        <translation>尚未登录。Chart 和您填写的内容都会保留。</translation>
    </message>
    <message>
        <source>S&amp;ign in…</source>
        <translation>登录(&amp;I)…</translation>
    </message>
    <message>
        <source>As&amp;k again</source>
        <translation>重新查询(&amp;K)</translation>
    </message>
    <message>
        <source>With a new key it goes on by itself.</source>
        <translation>更换密钥后会自动继续。</translation>
    </message>
</context>
<context>
    <name>ksp::SuccessView</name>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Copy the snapshot&apos;s ID</source>
        <translation>复制快照 ID</translation>
    </message>
    <message>
        <source>Copy the SHA-256</source>
        <translation>复制 SHA-256</translation>
    </message>
    <message>
        <source>Addresses of the images</source>
        <translation>图片的地址</translation>
    </message>
    <message>
        <source>Commands for the beta repository</source>
        <translation>beta 仓库的命令</translation>
    </message>
    <message>
        <source>Copy the &amp;commands</source>
        <translation>复制命令(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Publish another chart</source>
        <translation>发布另一个 Chart(&amp;P)</translation>
    </message>
    <message>
        <source>Snapshot:</source>
        <translation>快照：</translation>
    </message>
    <message>
        <source>Package:</source>
        <translation>包：</translation>
    </message>
    <message>
        <source>SHA-256:</source>
        <translation>SHA-256：</translation>
    </message>
    <message>
        <source>Show &amp;addresses</source>
        <translation>显示地址(&amp;A)</translation>
    </message>
    <message>
        <source>Images:</source>
        <translation>图片：</translation>
    </message>
    <message>
        <source>Try it before it is approved</source>
        <translation>在通过审核前试用</translation>
    </message>
    <message>
        <source>A submitted package appears in the beta repository. These commands make helm show what is there.</source>
        <translation>已提交的包会出现在 beta 仓库中。用这些命令可让 helm 显示其中的内容。</translation>
    </message>
    <message>
        <source>The snapshot&apos;s ID was copied.</source>
        <translation>已复制快照 ID。</translation>
    </message>
    <message>
        <source>The SHA-256 was copied.</source>
        <translation>已复制 SHA-256。</translation>
    </message>
    <message>
        <source>The commands were copied.</source>
        <translation>已复制命令。</translation>
    </message>
    <message>
        <source>%1 %2 was submitted already; nothing was sent again.</source>
        <translation>%1 %2 此前已提交；没有重复发送。</translation>
    </message>
    <message>
        <source>%1 %2 was submitted for review.</source>
        <translation>%1 %2 已提交审核。</translation>
    </message>
    <message>
        <source>Now it is the reviewers&apos; turn. In the table you see when they have decided.</source>
        <translation>接下来由审核人员处理。审核结果会显示在表格中。</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <comment>file name, size</comment>
        <translation>%1（%2）</translation>
    </message>
    <message numerus="yes">
        <source>%n image(s) on the server</source>
        <translation>
            <numerusform>服务器上有 %n 张图片</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ksp::TarGzWriter</name>
    <message>
        <source>%1 cannot be put into the package. Rename the file.</source>
        <translation>%1 无法放入包中。请重命名该文件。</translation>
    </message>
    <message>
        <source>The package could not be compressed.</source>
        <translation>无法对包进行压缩。</translation>
    </message>
    <message>
        <source>Packing was cancelled.</source>
        <translation>打包已取消。</translation>
    </message>
</context>
<context>
    <name>ksp::TargetHeader</name>
    <message>
        <source>Practice</source>
        <translation>练习</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>extension&apos;s name, version</comment>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>Nobody is signed in.</source>
        <translation>尚未登录。</translation>
    </message>
    <message>
        <source>To %1 at %2</source>
        <comment>account, server</comment>
        <translation>发布到 %1（%2）</translation>
    </message>
</context>
<context>
    <name>ksp::TextChecks</name>
    <message>
        <source>This line is not UTF-8, and the extension cannot be installed: Kubernetes takes no other encoding. Save the file as UTF-8.</source>
        <translation>该行不是 UTF-8 编码，扩展组件将无法安装：Kubernetes 不接受其他编码。请将文件保存为 UTF-8。</translation>
    </message>
    <message>
        <source>This line is not UTF-8, and is shown with wrong characters. Save the file as UTF-8.</source>
        <translation>该行不是 UTF-8 编码，会显示为乱码。请将文件保存为 UTF-8。</translation>
    </message>
    <message>
        <source>Helm 3 reads nothing behind this “---”, Helm 4 puts all parts together. Make one document of them.</source>
        <translation>Helm 3 不会读取此“---”之后的内容，Helm 4 则会合并所有部分。请合并为一个文档。</translation>
    </message>
    <message>
        <source>Clusters give the extension none of the permissions that follow.</source>
        <translation>集群不会授予扩展组件此后的任何权限。</translation>
    </message>
    <message>
        <source>This line reads a file of %1/, which is left out of the package (staticFileDirectory): it is empty in clusters. Move the file to another folder.</source>
        <translation>该行读取 %1/ 中的文件，而它不会放入包中（staticFileDirectory）：在集群中为空。请将文件移到其他文件夹。</translation>
    </message>
</context>
<context>
    <name>ksp::TimelineModel</name>
    <message>
        <source>The extension: %1 → %2</source>
        <comment>statuses</comment>
        <translation>扩展组件：%1 → %2</translation>
    </message>
    <message>
        <source>%1 is new (%2)</source>
        <comment>version, status</comment>
        <translation>%1 为新版本（%2）</translation>
    </message>
    <message>
        <source>%1 was sent back (%2 → %3)</source>
        <comment>version, statuses</comment>
        <translation>%1 被退回（%2 → %3）</translation>
    </message>
    <message>
        <source>You withdrew %1 (%2 → %3)</source>
        <comment>version, statuses</comment>
        <translation>您撤回了 %1（%2 → %3）</translation>
    </message>
    <message>
        <source>You changed %1 (%2 → %3)</source>
        <comment>version, statuses</comment>
        <translation>您更改了 %1（%2 → %3）</translation>
    </message>
    <message>
        <source>%1 was approved (%2 → %3)</source>
        <comment>version, statuses</comment>
        <translation>%1 已通过审核（%2 → %3）</translation>
    </message>
    <message>
        <source>%1: %2 → %3</source>
        <comment>version, statuses</comment>
        <translation>%1：%2 → %3</translation>
    </message>
    <message>
        <source>Changed %1, seen %2</source>
        <translation>变更于 %1，发现于 %2</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>变更</translation>
    </message>
</context>
<context>
    <name>ksp::TrayIcon</name>
    <message>
        <source>&amp;Show the window</source>
        <translation>显示窗口(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>program, what is new</comment>
        <translation>%1：%2</translation>
    </message>
    <message numerus="yes">
        <source>news on %n extension(s)</source>
        <translation>
            <numerusform>%n 个扩展组件有新动态</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ksp::UnpushVerb</name>
    <message>
        <source>The chart %1 does not say its name and version. Give the snapshot&apos;s ID instead.</source>
        <translation>Chart %1 没有写明名称和版本。请改为指定快照的 ID。</translation>
    </message>
    <message>
        <source>404 Not Found. The server has no version %1 of %2, so there is nothing to take back.</source>
        <translation>404 Not Found。服务器上没有 %2 的版本 %1，因此没有可撤回的内容。</translation>
    </message>
</context>
<context>
    <name>ksp::Verb</name>
    <message>
        <source>Stopped.</source>
        <translation>已停止。</translation>
    </message>
</context>
<context>
    <name>ksp::WatchVerb</name>
    <message>
        <source>%1 The watch goes on.</source>
        <translation>%1 将继续关注。</translation>
    </message>
    <message>
        <source>The server answers again.</source>
        <translation>服务器已恢复响应。</translation>
    </message>
    <message>
        <source>There is no extension &quot;%1&quot; among yours.</source>
        <translation>您没有名为“%1”的扩展组件。</translation>
    </message>
    <message numerus="yes">
        <source>Watching %n extension(s). Ctrl-C ends it.</source>
        <translation>
            <numerusform>正在关注 %n 个扩展组件。按 Ctrl-C 结束。</numerusform>
        </translation>
    </message>
    <message>
        <source>Watching %1. Ctrl-C ends it.</source>
        <translation>正在关注 %1。按 Ctrl-C 结束。</translation>
    </message>
    <message>
        <source>Nothing is under review.</source>
        <translation>没有处于审核中的内容。</translation>
    </message>
</context>
<context>
    <name>ksp::WelcomePage</name>
    <message>
        <source>Publish your extension for KubeSphere</source>
        <translation>发布您的 KubeSphere 扩展组件</translation>
    </message>
    <message>
        <source>See what customers will see in the marketplace, before anybody else does.</source>
        <translation>抢先看到客户将在扩展市场中看到的内容。</translation>
    </message>
    <message>
        <source>Know beforehand what is wrong with the chart, and whether it keeps the size limit.</source>
        <translation>提前了解 Chart 有什么问题，以及是否符合大小限制。</translation>
    </message>
    <message>
        <source>Submit it for review, and be told when the review moves.</source>
        <translation>提交审核，并在审核有进展时收到通知。</translation>
    </message>
    <message>
        <source>&amp;Try it without an account</source>
        <translation>无需账号，先试用(&amp;T)</translation>
    </message>
    <message>
        <source>Sign &amp;in</source>
        <translation>登录(&amp;I)</translation>
    </message>
</context>
<context>
    <name>ksp::WizardPage</name>
    <message>
        <source>&amp;Continue</source>
        <translation>继续(&amp;C)</translation>
    </message>
</context>
<context>
    <name>ksp::YamlDocument</name>
    <message>
        <source>%1 must hold a map of names and values. Correct the file and try again.</source>
        <translation>%1 必须是由名称和值组成的映射。请更正该文件，然后重试。</translation>
    </message>
    <message>
        <source>%1:%2 is not UTF-8 text. Save the file in UTF-8.</source>
        <translation>%1:%2 不是 UTF-8 文本。请将文件保存为 UTF-8。</translation>
    </message>
</context>
<context>
    <name>ksp::YamlFault</name>
    <message>
        <source>%1 is not valid YAML (%2). Correct the file and try again.</source>
        <translation>%1 不是有效的 YAML（%2）。请更正该文件，然后重试。</translation>
    </message>
    <message>
        <source>%1 is not valid YAML: %2</source>
        <comment>%2 is what is wrong, in whole sentences</comment>
        <translation>%1 不是有效的 YAML：%2</translation>
    </message>
    <message>
        <source>%1 is the marker of a merge conflict. Keep one of the two versions that stand between “&lt;&lt;&lt;&lt;&lt;&lt;&lt;”, “=======” and “&gt;&gt;&gt;&gt;&gt;&gt;&gt;”, and delete these lines.</source>
        <translation>%1 是合并冲突的标记。请保留“&lt;&lt;&lt;&lt;&lt;&lt;&lt;”“=======”和“&gt;&gt;&gt;&gt;&gt;&gt;&gt;”之间两个版本中的一个，并删除这些标记行。</translation>
    </message>
    <message>
        <source>The quote that begins here is not closed. Close it, or write the quote within “…” as \&quot;.</source>
        <translation>此处开始的引号没有结束。请补上结束引号；若引号位于 “…” 之内，请写成 \&quot;。</translation>
    </message>
    <message>
        <source>A list must begin on a line of its own. Put “- …” on the next line, or write […].</source>
        <translation>列表必须另起一行。请将“- …”放到下一行，或写成 […]。</translation>
    </message>
    <message>
        <source>A value that begins with “%1” refers to another one. If it is a text, put it in quotes.</source>
        <translation>以“%1”开头的值表示引用另一个值。如果它是文本，请加上引号。</translation>
    </message>
    <message>
        <source>A line cannot begin with “%”. Put the text in quotes.</source>
        <translation>一行不能以“%”开头。请给文本加上引号。</translation>
    </message>
    <message>
        <source>Clusters do not read a “?” within {…} or […] without quotes. Put the value in quotes.</source>
        <translation>集群无法读取 {…} 或 […] 中不带引号的“?”。请给该值加上引号。</translation>
    </message>
    <message>
        <source>A tab stands where only spaces may. Indent with spaces.</source>
        <translation>此处只能使用空格，却有制表符。请用空格缩进。</translation>
    </message>
    <message>
        <source>An invisible byte-order mark (U+FEFF) stands here, which clusters do not skip. Delete it, or the line, and type it anew.</source>
        <translation>此处有不可见的字节顺序标记（U+FEFF），集群不会跳过它。请删除它，或删除该行并重新输入。</translation>
    </message>
    <message>
        <source>Behind “%1” stands a full-width colon (%2). Write a plain colon and a space: “%1: …”.</source>
        <translation>“%1”之后是全角冒号（%2）。请写成半角冒号加空格：“%1: …”。</translation>
    </message>
    <message>
        <source>A space is missing behind the colon. Write “%1: …”.</source>
        <translation>冒号之后缺少空格。请写成“%1: …”。</translation>
    </message>
    <message>
        <source>“%1” is neither a key with a colon nor part of the line above. Write “key: value”, or indent the line if it continues the one above.</source>
        <translation>“%1”既不是带冒号的键，也不属于上一行。请写成“键: 值”；如果它接续上一行，请缩进该行。</translation>
    </message>
    <message>
        <source>A second colon with a space stands in this line. If it belongs to the value, put the value in quotes.</source>
        <translation>该行有第二个带空格的冒号。如果它属于值，请给该值加上引号。</translation>
    </message>
    <message>
        <source>This line is indented deeper than the one above, which has a value already. Align them.</source>
        <translation>该行的缩进比上一行更深，而上一行已经有值。请对齐。</translation>
    </message>
    <message>
        <source>A value cannot begin with “%1”. Put it in quotes: &quot;%2&quot;.</source>
        <translation>值不能以“%1”开头。请加上引号：&quot;%2&quot;。</translation>
    </message>
    <message>
        <source>Clusters do not read “\/”. Write “/”.</source>
        <translation>集群无法读取“\/”。请写成“/”。</translation>
    </message>
    <message>
        <source>“%1” means nothing in double quotes. Write “\%1”, or use single quotes.</source>
        <translation>“%1”在双引号中没有意义。请写成“\%1”，或使用单引号。</translation>
    </message>
    <message>
        <source>A template ({{ … }}) is not filled in here. Put it in quotes, or write the value itself.</source>
        <translation>此处不会填充模板（{{ … }}）。请加上引号，或直接写出值。</translation>
    </message>
    <message>
        <source>The “%1” of line %2 is not closed, a comma is missing, or a value in it needs quotes.</source>
        <translation>第 %2 行的“%1”没有结束、缺少逗号，或其中的值需要加引号。</translation>
    </message>
    <message>
        <source>The quote that begins here ends in line %1 only. Close it where its text ends.</source>
        <translation>此处开始的引号到第 %1 行才结束。请在文本结束处补上引号。</translation>
    </message>
    <message>
        <source>This looks like a space but is another character (U+%1). Type a plain space instead.</source>
        <translation>此处看似空格，实为其他字符（U+%1）。请改用普通空格。</translation>
    </message>
    <message>
        <source>This does not belong to what begins in line %1. Align what belongs together; a text with quotes in it needs other quotes around it.</source>
        <translation>此处不属于第 %1 行开始的内容。请对齐属于一起的内容；含有引号的文本需要用另一种引号括起来。</translation>
    </message>
</context>
<context>
    <name>ksp::YamlReader</name>
    <message>
        <source>%1:%2 is not UTF-8 text. Save the file in UTF-8.</source>
        <translation>%1:%2 不是 UTF-8 文本。请将文件保存为 UTF-8。</translation>
    </message>
    <message>
        <source>%1:%2 holds a control character, which YAML does not allow. Remove it.</source>
        <translation>%1:%2 含有控制字符，YAML 不允许。请将其删除。</translation>
    </message>
    <message>
        <source>%1 begins with more than one byte-order mark (U+FEFF). Save the file without.</source>
        <translation>%1 开头有多个字节顺序标记（U+FEFF）。请以不带该标记的方式保存文件。</translation>
    </message>
</context>
</TS>
