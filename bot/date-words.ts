/** Words of dates by language. Names in order between bars, spellings of one name with spaces, `_` within a name. */

/** January to December. */
export const gregorianMonths = {
  en: 'january jan|february feb|march mar|april apr|may|june jun|july jul|august aug|september sep sept|october oct|november nov|december dec',
  nl: 'januari jan|februari feb|maart mrt maa|april apr|mei|juni jun|juli jul|augustus aug|september sep sept|oktober okt|november nov|december dec',
  // Egypt; Syria, Lebanon, Iraq; the Maghreb. A bare كانون or تشرين is one of two months.
  ar: 'يناير كانون_الثاني كانون_ثاني كانون جانفي|فبراير شباط فيفري|مارس آذار|أبريل نيسان أفريل|مايو أيار ماي|يونيو يونيه حزيران جوان|يوليو يوليه تموز جويلية يوليوز|أغسطس آب أوت غشت|سبتمبر أيلول شتنبر|أكتوبر تشرين_الأول تشرين_أول تشرين|نوفمبر تشرين_الثاني تشرين_ثاني تشرين نونبر|ديسمبر كانون_الأول كانون_أول كانون دجنبر',
  tr: 'ocak oca|şubat şub|mart mar|nisan nis|mayıs may|haziran haz|temmuz tem|ağustos ağu|eylül eyl|ekim eki|kasım kas|aralık ara',
  fa: 'ژانویه|فوریه|مارس|آوریل|مه می|ژوئن|ژوئیه|اوت آگوست|سپتامبر|اکتبر|نوامبر|دسامبر',
  so: 'jannaayo janaayo janwari jan|febraayo feebraayo febrayo feb|maarso maarij mar|abriil abril abr|maayo maajo may|juun juunyo jun|luulyo julay lul|agoosto agosto ogosto ogoosto ogs|sebtembar sebteembar sebtember seb|oktoobar oktobar okt|nofembar noofembar noofeembar nofeembar nof|desembar diseembar disembar diisembar dis',
  fr: 'janvier janv|février févr fév|mars|avril avr|mai|juin|juillet juil|août|septembre sept|octobre oct|novembre nov|décembre déc',
  prs: 'جنوری|فبروری|مارچ|اپریل|می|جون|جولای|اگست|سپتمبر|اکتوبر|نومبر|دسمبر',
  ps: 'جنوري|فبروري فېبروري|مارچ|اپریل|مۍ|جون|جولای|اګست|سېپتمبر سپتمبر|اکتوبر|نومبر|دسمبر',
  ckb: 'کانوونی_دووەم کانونی_دووەم|شوبات|ئازار|نیسان|ئایار|حوزەیران|تەمووز|ئاب|ئەیلوول|تشرینی_یەکەم|تشرینی_دووەم|کانونی_یەکەم کانوونی_یەکەم',
  kmr: 'rêbendan rêbendanê rêbendana çile|sibat sibatê sibata|adar adarê adara|nîsan nîsanê nîsana|gulan gulanê gulana|hezîran hezîranê hezîrana|tîrmeh tîrmehê tîrmeha|tebax tebaxê tebaxa|îlon îlonê îlona|cotmeh cotmehê cotmeha|mijdar mijdarê mijdara|berfanbar berfanbarê berfanbara',
  ru: 'январь января янв|февраль февраля фев|март марта мар|апрель апреля апр|май мая|июнь июня июн|июль июля июл|август августа авг|сентябрь сентября сен сент|октябрь октября окт|ноябрь ноября ноя|декабрь декабря дек',
  uk: 'січень січня|лютий лютого|березень березня|квітень квітня|травень травня|червень червня|липень липня|серпень серпня|вересень вересня|жовтень жовтня|листопад листопада|грудень грудня',
  es: 'enero ene|febrero feb|marzo mar|abril abr|mayo|junio jun|julio jul|agosto ago|septiembre setiembre sep sept|octubre oct|noviembre nov|diciembre dic',
  am: 'ጃንዋሪ ጃንዩወሪ|ፌብሩዋሪ ፌብሩወሪ|ማርች|ኤፕሪል|ሜይ|ጁን|ጁላይ|ኦገስት|ሴፕቴምበር|ኦክቶበር|ኖቬምበር|ዲሴምበር',
} as const

/** Names that Eritrea gives to January to December, and Ethiopia to months of its own calendar. */
export const eritreanMonths =
  'ጥሪ tiri|ለካቲት lekatit|መጋቢት megabit|ሚያዝያ ሚያዚያ miyazya miazia|ግንቦት ጉንበት ginbot genbot|ሰነ sene|ሓምለ hamle|ነሓሰ nehase nehasse|መስከረም meskerem|ጥቅምቲ tikimti|ሕዳር ኅዳር hidar hedar|ታሕሳስ ታኅሣሥ tahsas'

/** The thirteen months from Meskerem. */
export const ethiopicMonths =
  'መስከረም meskerem|ጥቅምት ጥቅምቲ tikimt tikemt tikimti|ኅዳር ሕዳር hidar hedar|ታኅሣሥ ታሕሳስ tahsas|ጥር ጥሪ tir ter tiri|የካቲት ለካቲት yekatit lekatit|መጋቢት megabit|ሚያዝያ ሚያዚያ miyazya miazia|ግንቦት ጉንበት ginbot genbot|ሰኔ ሰነ sene|ሐምሌ ሓምለ hamle|ነሐሴ ነሓሰ nehase nehasse|ጳጉሜን ጳጉሜ ጳጉሜ ጳጕሜን pagume pagumen'

/** Iran, Afghanistan in Dari, in Pashto, Sorani, in Latin letters. */
export const solarMonths =
  'فروردین حمل وری خاکەلێوە farvardin hamal|اردیبهشت ثور غویی گوڵان ordibehesht sawr|خرداد جوزا غبرګولی غبرگولی جۆزەردان khordad jawza|تیر سرطان چنګاښ چنگاښ پووشپەڕ tir saratan|مرداد امرداد اسد زمری گەلاوێژ mordad asad|شهریور سنبله وږی خەرمانان shahrivar sunbula|مهر میزان تله ڕەزبەر mehr mizan|آبان عقرب لړم گەڵاڕێزان aban aqrab|آذر قوس لیندۍ سەرماوەز azar qaws|دی جدی مرغومی بەفرانبار dey jadi|بهمن دلو سلواغه ڕێبەندان bahman dalw|اسفند حوت کب ڕەشەمێ esfand hut'

/** Monday to Sunday. */
export const weekdays = {
  en: 'monday mon|tuesday tue tues|wednesday wed|thursday thu thur thurs|friday fri|saturday sat|sunday sun',
  nl: 'maandag ma|dinsdag di|woensdag wo|donderdag do|vrijdag vr|zaterdag za|zondag zo',
  ar: 'الاثنين الإثنين الاتنين|الثلاثاء التلات|الأربعاء الاربع|الخميس|الجمعة|السبت|الأحد الحد',
  ti: 'ሰኑይ|ሰሉስ|ረቡዕ|ሓሙስ|ዓርቢ|ቀዳም|ሰንበት',
  tr: 'pazartesi pzt|salı|çarşamba çar|perşembe per|cuma|cumartesi|pazar',
  fa: 'دوشنبه دو_شنبه|سه‌شنبه سه_شنبه|چهارشنبه چهار_شنبه چارشنبه|پنجشنبه پنج_شنبه|جمعه|شنبه|یکشنبه یک_شنبه',
  so: 'isniin|talaado salaasa|arbaco arbaca|khamiis khamis|jimco jimce|sabti|axad',
  fr: 'lundi lun|mardi|mercredi mer|jeudi jeu|vendredi ven|samedi sam|dimanche dim',
  ps: 'دونۍ|درېنۍ|څلرنۍ|پينځنۍ|جمعه|اونۍ|يونۍ',
  ckb: 'دووشەممە|سێشەممە|چوارشەممە|پێنجشەممە|ھەینی|شەممە|یەکشەممە',
  kmr: 'duşem|sêşem|çarşem|pêncşem|înî|şemî|yekşem',
  ru: 'понедельник|вторник|среда среду|четверг|пятница пятницу|суббота субботу|воскресенье',
  uk: 'понеділок|вівторок|середа середу|четвер|пʼятниця пʼятницю|субота суботу|неділя неділю',
  es: 'lunes|martes|miércoles|jueves|viernes|sábado|domingo',
  am: 'ሰኞ|ማክሰኞ|ረቡዕ|ሐሙስ|ዓርብ|ቅዳሜ|እሑድ',
} as const

/** The day before yesterday, yesterday, today, tomorrow: all languages in one. */
export const nearDays =
  'day_before_yesterday eergisteren avant_hier أول_أمس اول_امبارح ቅድሚ_ትማሊ evvelsi_gün önceki_gün پریروز dorraad پێرێ pêr позавчера позавчора anteayer ከትናንት_ወዲያ ከትናንት_በስቲያ|yesterday gisteren أمس امبارح مبارح البارحة ትማሊ dün دیروز shalay hier دوێنێ duh вчера вчора ayer ትናንት ትናንትና ትላንት پرون|today vandaag اليوم النهارده ሎሚ bugün امروز maanta aujourdhui aujourd_hui ئەمڕۆ îro сегодня сьогодні hoy ዛሬ نن نن_ورځ|tomorrow morgen غدا بكرة ጽባሕ yarın فردا berri demain سبەینێ sibê завтра mañana ነገ سبا'

/** Words that make a weekday one of the past weeks: the last one or the one before, people differ. */
export const lastWords =
  'last past vorige afgelopen laatste dernier passé geçen الماضي گذشته ዝሓለፈ pasado прошлый прошлую минулого ያለፈው'

/** Words that name a calendar. */
export const calendarWords = {
  gregorian: 'ad g_c gc م ميلادي ميلادية miladi እ_ኤ_አ',
  'solar-hijri': 'ه_ش هـ_ش هجري_شمسي شمسی خورشیدی هجری_خورشیدی shamsi jalali لمریز',
  ethiopic: 'ec e_c ethiopian',
  islamic:
    'هـ ه_ق هجري هجرية هجري_قمري قمری ah hijri hicri محرم صفر ربيع جمادى رجب شعبان رمضان شوال ذو ذي ذوالقعدة ذوالحجة ذیقعده ذیحجه القعدة الحجة muharram muharrem safar rabi jumada rajab recep shaban şaban ramadan ramazan shawwal şevval zilkade zilhicce dhul',
} as const

/** Words that say nothing about which day it is. */
export const fillers =
  'the on of at in a date dated letter this st nd rd th e de der den het op van datum brief deze ste le du la el del er re eme em ere lettre dag day يوم بتاريخ تاريخ في شهر سنة عام الموافق روز در تاريخ ماه سال به مورخ مورخه د میاشت ورځ نیټه taariikh taariikhda bishii gün günü tarih tarihi tarihinde ዕለት ቀን ዓ_ም ዓመተ_ምሕረት መዓልቲ ኣብ በ года г р року an'
